#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "models/nn/aligned_vector.h"

namespace melisma::models {

/// y = W x (+ b) for one or more columns at once: W is [out, in], row-major, and read once for
/// every two columns. A column's result does not depend on the other columns. Immutable,
/// thread-safe.
class Linear {
 public:
  Linear() = default;
  /// `weight` has out x in values; `bias` has `out`, or none.
  Linear(std::span<const float> weight,
         std::size_t out,
         std::size_t in,
         std::vector<float> bias = {});

  [[nodiscard]] std::size_t in() const noexcept { return in_; }
  [[nodiscard]] std::size_t out() const noexcept { return out_; }

  /// x [columns, in] -> y [columns, out]; x and y must not overlap.
  void apply(std::span<const float> x, std::span<float> y) const;

 private:
  AlignedFloats weight_;
  std::vector<float> bias_;
  std::size_t out_ = 0;
  std::size_t in_ = 0;
};

}  // namespace melisma::models
