#include "synth/frame_time_histogram.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace melisma::synth {
namespace {

constexpr double kLeastSeconds = 1e-6;
constexpr double kBinRatio = 1.05;

}  // namespace

void FrameTimeHistogram::add(double seconds) {
  const double position =
      std::log(std::max(seconds, kLeastSeconds) / kLeastSeconds) / std::log(kBinRatio);
  const auto bin = std::min(static_cast<std::size_t>(position), bins_.size() - 1);
  ++bins_[bin];
  ++count_;
  max_seconds_ = std::max(max_seconds_, seconds);
}

double FrameTimeHistogram::quantile_ms(double q) const {
  if (count_ == 0) {
    return 0;
  }
  const auto wanted =
      std::max<std::int64_t>(1, std::llround(std::ceil(q * static_cast<double>(count_))));
  std::int64_t seen = 0;
  for (std::size_t bin = 0; bin < bins_.size(); ++bin) {
    seen += bins_[bin];
    if (seen >= wanted) {
      const double edge = kLeastSeconds * std::pow(kBinRatio, static_cast<double>(bin) + 1);
      return std::min(edge, max_seconds_) * 1e3;
    }
  }
  return max_ms();
}

}  // namespace melisma::synth
