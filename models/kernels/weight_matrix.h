#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "models/kernels/aligned_vector.h"
#include "models/kernels/matrix.h"

namespace melisma::models {

/// The weights of a product: of its own, or as they lie in a file that is mapped, which then stays
/// mapped. Immutable, cheap to copy.
class WeightMatrix {
 public:
  WeightMatrix() = default;
  /// Copies `values` [rows, inner].
  WeightMatrix(std::span<const float> values, std::size_t rows, std::size_t inner);
  /// Borrows what `owner` keeps.
  WeightMatrix(const Matrix& matrix, std::shared_ptr<const void> owner)
      : matrix_(matrix), owner_(std::move(owner)) {}

  [[nodiscard]] const Matrix& matrix() const noexcept { return matrix_; }

 private:
  Matrix matrix_;
  std::shared_ptr<const void> owner_;
};

}  // namespace melisma::models
