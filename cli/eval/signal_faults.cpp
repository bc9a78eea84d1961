#include "cli/eval/signal_faults.h"

#include "audio/metrics/signal_health.h"

namespace melisma::cli {

SignalFaults signal_faults(std::span<const float> signal,
                           int sample_rate,
                           double expected_seconds,
                           const FaultLimits& limits) {
  const audio::SignalHealth health = audio::signal_health(signal, sample_rate);
  const double seconds = static_cast<double>(signal.size()) / sample_rate;
  SignalFaults faults;
  faults.silent = signal.empty() || health.silence_share > limits.silence_share;
  faults.clipped = health.clipping_share > limits.clipping_share;
  faults.not_finite = health.not_finite_share > 0;
  if (expected_seconds > 0) {
    faults.too_long = seconds > expected_seconds * limits.length_ratio;
    faults.too_short = seconds < expected_seconds / limits.length_ratio;
  }
  return faults;
}

void FaultCounts::add(const SignalFaults& faults) {
  ++outputs;
  silent += faults.silent ? 1 : 0;
  too_long += faults.too_long ? 1 : 0;
  too_short += faults.too_short ? 1 : 0;
  clipped += faults.clipped ? 1 : 0;
  not_finite += faults.not_finite ? 1 : 0;
  with_any += faults.any() ? 1 : 0;
}

}  // namespace melisma::cli
