#pragma once

#include <algorithm>
#include <cmath>
#include <span>

namespace melisma::models {

/// exp(x) / sum(exp(x)) in place, shifted by the maximum so that nothing overflows. Not empty.
inline void softmax(std::span<float> values) noexcept {
  const float top = *std::max_element(values.begin(), values.end());
  float sum = 0.0F;
  for (float& value : values) {
    value = std::exp(value - top);
    sum += value;
  }
  const float scale = 1.0F / sum;
  for (float& value : values) {
    value *= scale;
  }
}

}  // namespace melisma::models
