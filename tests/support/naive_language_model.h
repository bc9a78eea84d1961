#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/checkpoint/safetensors.h"
#include "models/conditioning/frame_features.h"

namespace melisma::testing {

/// The language model written a second time, from its published equations alone: whole sequences,
/// masks instead of caches, double precision, no code shared with the engine but the file reader.
/// Logits of codebook k and frame t are at [k][t * V_k].
std::vector<std::vector<double>> naive_logits(const models::SafetensorsFile& file,
                                              std::span<const std::int32_t> codes,
                                              const models::FrameFeatures& features,
                                              std::span<const std::int32_t> text);

}  // namespace melisma::testing
