#pragma once

#include <cstddef>
#include <span>

#include "models/kernels/weight_matrix.h"

namespace melisma::models {

/// A matrix of its own from `values` [rows, inner], kept as `type`, kF32 or kF16.
WeightMatrix store_weights(std::span<const float> values,
                           std::size_t rows,
                           std::size_t inner,
                           WeightType type);

}  // namespace melisma::models
