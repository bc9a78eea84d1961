#pragma once

#include <cstddef>
#include <span>

#include "models/kernels/aligned_vector.h"

namespace melisma::models {

/// A float matrix [rows, inner] with an offset for every row, stored for products with rows so
/// short that summing over lanes would take longer than multiplying: neighbouring rows lie in the
/// lanes. Immutable, thread-safe.
class LaneMatrix {
 public:
  /// Rows are filled up to a multiple of it.
  static constexpr std::size_t kTile = 32;

  LaneMatrix(std::span<const float> values, std::span<const float> offsets, std::size_t inner);

  /// Rows of a result: those of the matrix, filled up.
  [[nodiscard]] std::size_t stride() const noexcept { return offsets_.size(); }
  /// y[c * stride() + r] = offset r + sum over i of matrix(r, i) * x(c, i), x [columns, inner]. A
  /// result has the same bits whatever the other columns. Allocates nothing. [any]
  void multiply(std::span<const float> x, std::span<float> y) const;

 private:
  std::size_t inner_;
  AlignedFloats tiles_;    // [stride / tile, inner, tile]
  AlignedFloats offsets_;  // [stride]
};

/// The first place from `from` on where x is above `threshold`; x.size() if there is none. [any]
std::size_t find_above(std::span<const float> x, std::size_t from, float threshold);

}  // namespace melisma::models
