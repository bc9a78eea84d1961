#pragma once

#include <span>

namespace melisma::audio {

/// Pearson correlation of two series, cut to the shorter: cov(a, b) / (sd(a) sd(b)), in [-1, 1]. 0
/// when either is constant or empty.
double pearson_correlation(std::span<const float> a, std::span<const float> b);

}  // namespace melisma::audio
