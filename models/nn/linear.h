#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "models/kernels/weight_matrix.h"
#include "models/kernels/workspace.h"

namespace melisma::models {

/// y = W x (+ b) for one or more columns at once: W is [out, in], row-major, and read once for
/// every four columns. A column's result does not depend on the other columns, nor on threads.
/// Immutable, thread-safe.
class Linear {
 public:
  Linear() = default;
  /// `bias` has a value for every row, or none.
  explicit Linear(WeightMatrix weight, std::vector<float> bias = {});

  [[nodiscard]] std::size_t in() const noexcept { return weight_.matrix().inner; }
  [[nodiscard]] WeightType weight_type() const noexcept { return weight_.matrix().type; }
  [[nodiscard]] std::size_t out() const noexcept { return weight_.matrix().rows; }

  /// x [columns, in] -> y [columns, out]; x and y must not overlap.
  void apply(std::span<const float> x, std::span<float> y, Workspace& workspace) const;

 private:
  WeightMatrix weight_;
  std::vector<float> bias_;
};

}  // namespace melisma::models
