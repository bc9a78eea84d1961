#pragma once

#include <cstddef>

#include "models/kernels/matrix.h"

namespace melisma::models {

/// multiply_rows for kF32 and kF16; x [columns, inner].
void multiply_float_rows(const Matrix& matrix,
                         const float* x,
                         std::size_t columns,
                         std::size_t first,
                         std::size_t last,
                         float* y,
                         std::size_t y_stride);

}  // namespace melisma::models
