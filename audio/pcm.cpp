#include "audio/pcm.h"

#include <algorithm>
#include <cmath>

namespace melisma::audio {

std::size_t quantise(std::span<const float> samples, int bits, std::vector<std::int32_t>& out) {
  const double scale = std::ldexp(1.0, bits - 1);
  const double highest = scale - 1.0;
  std::size_t changed = 0;
  out.resize(samples.size());
  for (std::size_t n = 0; n < samples.size(); ++n) {
    const double scaled = std::isnan(samples[n]) ? 0.0 : static_cast<double>(samples[n]) * scale;
    const double kept = std::clamp(scaled, -scale, highest);
    // Full scale itself (+1.0) has no integer of its own: that is rounding, not clipping.
    changed += std::isnan(samples[n]) || scaled < -scale || scaled > scale ? 1 : 0;
    out[n] = static_cast<std::int32_t>(std::lrint(kept));
  }
  return changed;
}

std::size_t clip(std::span<float> samples) {
  std::size_t changed = 0;
  for (float& sample : samples) {
    if (!(std::abs(sample) <= 1.0F)) {  // also true for NaN
      sample = std::isnan(sample) ? 0.0F : std::copysign(1.0F, sample);
      ++changed;
    }
  }
  return changed;
}

std::size_t replace_non_finite(std::span<float> samples) {
  std::size_t changed = 0;
  for (float& sample : samples) {
    if (!std::isfinite(sample)) {
      sample = 0.0F;
      ++changed;
    }
  }
  return changed;
}

}  // namespace melisma::audio
