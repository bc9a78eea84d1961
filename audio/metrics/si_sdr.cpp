#include "audio/metrics/si_sdr.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace melisma::audio {

double si_sdr_db(std::span<const float> reference, std::span<const float> estimate) {
  constexpr double kLimit = 120.0;
  const std::size_t size = std::min(reference.size(), estimate.size());
  const auto samples = static_cast<double>(std::max<std::size_t>(size, 1));
  const auto end = static_cast<std::ptrdiff_t>(size);
  const double mean_r = std::accumulate(reference.begin(), reference.begin() + end, 0.0) / samples;
  const double mean_e = std::accumulate(estimate.begin(), estimate.begin() + end, 0.0) / samples;
  double rr = 0.0;
  double re = 0.0;
  double ee = 0.0;
  for (std::size_t i = 0; i < size; ++i) {
    const double r = reference[i] - mean_r;
    const double e = estimate[i] - mean_e;
    rr += r * r;
    re += r * e;
    ee += e * e;
  }
  if (rr <= 0.0 || ee <= 0.0) {
    return -kLimit;
  }
  const double target = re * re / rr;
  const double distortion = std::max(ee - target, 0.0);
  if (target <= 0.0) {
    return -kLimit;
  }
  return distortion <= 0.0 ? kLimit
                           : std::clamp(10.0 * std::log10(target / distortion), -kLimit, kLimit);
}

}  // namespace melisma::audio
