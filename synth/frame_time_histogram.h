#pragma once

#include <array>
#include <cstdint>

namespace melisma::synth {

/// Milliseconds that frames took.
struct FrameTimes {
  double median_ms = 0;
  double p95_ms = 0;
  double p99_ms = 0;
  double max_ms = 0;
};

/// Quantiles of frame times in constant memory: logarithmic bins of 5 % from 1 microsecond to about
/// an hour.
class FrameTimeHistogram {
 public:
  void add(double seconds);
  /// Upper edge in milliseconds of the bin that holds quantile `q` in [0, 1]; 0 when empty.
  [[nodiscard]] double quantile_ms(double q) const;
  [[nodiscard]] double max_ms() const noexcept { return max_seconds_ * 1e3; }
  [[nodiscard]] FrameTimes times() const {
    return {quantile_ms(.5), quantile_ms(.95), quantile_ms(.99), max_ms()};
  }
  [[nodiscard]] std::int64_t count() const noexcept { return count_; }

 private:
  static constexpr int kBins = 460;
  std::array<std::int64_t, kBins> bins_{};
  std::int64_t count_ = 0;
  double max_seconds_ = 0;
};

}  // namespace melisma::synth
