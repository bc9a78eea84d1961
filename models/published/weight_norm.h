#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/checkpoint/safetensors.h"

namespace melisma::models {

/// The weights [shape] of a weight-normalised convolution "<name>" (Salimans and Kingma 2016, arXiv
/// 1602.07868): g v / |v|, the norm over all axes but the first. Older and newer files name g and v
/// differently; either will do. Faults gather in `reader`.
std::vector<float> read_weight_norm(TensorReader& reader,
                                    const std::string& name,
                                    const std::vector<std::int64_t>& shape);

}  // namespace melisma::models
