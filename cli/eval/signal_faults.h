#pragma once

#include <cstdint>
#include <span>

namespace melisma::cli {

/// What is plainly wrong with generated sound, without listening.
struct SignalFaults {
  bool silent = false;    // nothing sounds for most of it
  bool too_long = false;  // longer than it should be by more than the tolerance: a runaway
  bool too_short = false;
  bool clipped = false;
  bool not_finite = false;  // NaN or infinite samples

  [[nodiscard]] bool any() const noexcept {
    return silent || too_long || too_short || clipped || not_finite;
  }
};

/// How much is too much.
struct FaultLimits {
  double silence_share = 0.6;  // of the blocks of 20 ms below -60 dB
  double length_ratio = 1.5;   // too long above expected * ratio, too short below expected / ratio
  double clipping_share = 1e-3;  // of the samples at full scale
};

/// `expected_seconds` <= 0: no length is wrong. A signal without samples is silent.
SignalFaults signal_faults(std::span<const float> signal,
                           int sample_rate,
                           double expected_seconds,
                           const FaultLimits& limits = {});

/// How many of several outputs had each fault.
struct FaultCounts {
  std::int64_t outputs = 0;
  std::int64_t silent = 0;
  std::int64_t too_long = 0;
  std::int64_t too_short = 0;
  std::int64_t clipped = 0;
  std::int64_t not_finite = 0;
  std::int64_t with_any = 0;

  void add(const SignalFaults& faults);
};

}  // namespace melisma::cli
