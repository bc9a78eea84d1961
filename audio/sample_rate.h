#pragma once

#include <compare>

namespace melisma::audio {

/// Samples a second of one channel, in Hz. A type of its own, so that a rate and a length cannot be
/// swapped in a call.
struct SampleRate {
  explicit constexpr SampleRate(int rate_hz) noexcept : hz(rate_hz) {}
  friend constexpr auto operator<=>(const SampleRate&, const SampleRate&) = default;
  int hz;
};

/// What files may claim: below and above lies damage, not sound.
inline constexpr SampleRate kMinSampleRate{1000};
inline constexpr SampleRate kMaxSampleRate{768000};
inline constexpr int kMaxChannels = 64;

[[nodiscard]] constexpr bool is_supported(SampleRate rate) noexcept {
  return rate >= kMinSampleRate && rate <= kMaxSampleRate;
}

}  // namespace melisma::audio
