#include "audio/metrics/signal_health.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace melisma::audio {

SignalHealth signal_health(std::span<const float> signal, int sample_rate) {
  constexpr float kClipping = 0.999F;
  constexpr double kSilentEnergy = 1e-6;  // -60 dB
  const auto block = static_cast<std::size_t>(std::max(1, sample_rate / 50));
  SignalHealth health;
  std::size_t blocks = 0;
  for (std::size_t start = 0; start < signal.size(); start += block) {
    const auto part = signal.subspan(start, std::min(block, signal.size() - start));
    double energy = 0.0;
    for (const float x : part) {
      if (!std::isfinite(x)) {
        health.not_finite_share += 1.0;
        continue;
      }
      energy += static_cast<double>(x) * x;
      health.dc_offset += x;
      health.clipping_share += std::abs(x) >= kClipping ? 1.0 : 0.0;
    }
    health.silence_share += energy < kSilentEnergy * static_cast<double>(part.size()) ? 1.0 : 0.0;
    ++blocks;
  }
  if (blocks > 0) {
    const auto samples = static_cast<double>(signal.size());
    health.clipping_share /= samples;
    health.dc_offset /= samples;
    health.not_finite_share /= samples;
    health.silence_share /= static_cast<double>(blocks);
  }
  return health;
}

}  // namespace melisma::audio
