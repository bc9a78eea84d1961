#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "models/kernels/lane_matrix.h"
#include "models/nn/linear.h"

namespace melisma::codec {

/// y = W x + b for many columns: the work of a convolution over gathered windows. Matrices that fit
/// in a core's cache are kept in float32, the way that multiplies fastest; larger ones, which are
/// read from memory, as `type`, kF32 or kF16. Immutable, thread-safe.
class RowProduct {
 public:
  /// values [rows, inner], bias [rows].
  RowProduct(const std::vector<float>& values,
             std::vector<float> bias,
             std::size_t inner,
             models::WeightType type);

  /// x [columns, inner] -> y [columns, rows]: a column's bits depend on no other.
  void apply(std::span<const float> x, std::span<float> y, models::Workspace& workspace) const;

 private:
  std::size_t inner_;
  std::size_t rows_;
  std::optional<models::LaneMatrix> lanes_;
  models::Linear linear_;
};

}  // namespace melisma::codec
