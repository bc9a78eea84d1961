#pragma once

#include <cmath>

namespace melisma::models {

/// x * sigmoid(x).
inline float silu(float x) noexcept {
  return x / (1.0F + std::exp(-x));
}

/// x * P(X <= x) for a standard normal X, by the error function (not the tanh approximation).
inline float gelu(float x) noexcept {
  constexpr float kInverseSqrt2 = 0.70710678118654752F;
  return 0.5F * x * (1.0F + std::erf(x * kInverseSqrt2));
}

}  // namespace melisma::models
