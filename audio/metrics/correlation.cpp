#include "audio/metrics/correlation.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace melisma::audio {

double pearson_correlation(std::span<const float> a, std::span<const float> b) {
  const std::size_t size = std::min(a.size(), b.size());
  if (size == 0) {
    return 0.0;
  }
  const auto mean = [size](std::span<const float> x) {
    return std::accumulate(x.begin(), x.begin() + static_cast<std::ptrdiff_t>(size), 0.0) /
           static_cast<double>(size);
  };
  const double mean_a = mean(a);
  const double mean_b = mean(b);
  double covariance = 0.0;
  double variance_a = 0.0;
  double variance_b = 0.0;
  for (std::size_t i = 0; i < size; ++i) {
    const double da = a[i] - mean_a;
    const double db = b[i] - mean_b;
    covariance += da * db;
    variance_a += da * da;
    variance_b += db * db;
  }
  const double scale = std::sqrt(variance_a * variance_b);
  return scale > 0.0 ? std::clamp(covariance / scale, -1.0, 1.0) : 0.0;
}

}  // namespace melisma::audio
