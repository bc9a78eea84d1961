#pragma once

#include <cstddef>
#include <span>

#include "models/kernels/aligned_vector.h"
#include "models/kernels/matrix.h"

namespace melisma::models {

/// Columns of activations in the form that products with one type of weights read: floats as they
/// are, or 8-bit codes with a scale for every 32 neighbours. The buffer is reused; it grows to the
/// largest product and then allocates no more.
class PreparedColumns {
 public:
  /// x [columns, matrix.inner]; must stay valid while the result is used.
  void prepare(const Matrix& matrix, std::span<const float> x);

  [[nodiscard]] std::size_t count() const noexcept { return count_; }
  [[nodiscard]] const float* floats() const noexcept { return floats_; }
  [[nodiscard]] const std::byte* codes() const noexcept { return codes_.data(); }

 private:
  const float* floats_ = nullptr;
  AlignedBytes codes_;
  std::size_t count_ = 0;
};

/// y[c * y_stride + r] = sum over i of matrix(r, i) * x(c, i) for rows first <= r < last. `x` was
/// prepared for a matrix of this type and width. A result has the same bits whatever the other rows
/// and columns; sums of products of codes are exact, all others have one fixed order for each
/// instruction set. Thread-safe, allocates nothing. [any]
void multiply_rows(const Matrix& matrix,
                   const PreparedColumns& x,
                   std::size_t first,
                   std::size_t last,
                   float* y,
                   std::size_t y_stride);

/// The instruction set that products use on this processor ("AVX3_DL", "AVX2", ...).
const char* instruction_set_name();

}  // namespace melisma::models
