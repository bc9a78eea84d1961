#pragma once

#include <vector>

namespace melisma::audio {

/// Periodic Hann window: w[i] = 1/2 - 1/2 cos(2 pi i / n), i = 0 .. n-1. Shifted copies of w and of
/// w^2 at hops that divide n/4 sum to a constant. Throws ConfigError when n < 1.
std::vector<float> hann_window(int n);

}  // namespace melisma::audio
