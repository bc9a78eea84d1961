#pragma once

#include <cstddef>
#include <span>

#include "models/kernels/aligned_vector.h"
#include "models/kernels/matrix.h"

namespace melisma::models {

/// Columns x [columns, inner] as 8-bit codes with a scale for every 32 neighbours, laid out for
/// products with `type`, kI8 or kI4, on this processor.
void prepare_codes(WeightType type,
                   std::size_t inner,
                   std::span<const float> x,
                   AlignedBytes& prepared);

/// multiply_rows for kI8 and kI4: the products of a block are summed exactly, in integers.
void multiply_code_rows(const Matrix& matrix,
                        const std::byte* prepared,
                        std::size_t columns,
                        std::size_t first,
                        std::size_t last,
                        float* y,
                        std::size_t y_stride);

}  // namespace melisma::models
