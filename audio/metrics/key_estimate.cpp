#include "audio/metrics/key_estimate.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "audio/metrics/correlation.h"
#include "audio/stft.h"

namespace melisma::audio {
namespace {

// Probe-tone ratings (Krumhansl and Kessler 1982), tonic first.
constexpr std::array<float, 12> kMajor{
    6.35F, 2.23F, 3.48F, 2.33F, 4.38F, 4.09F, 2.52F, 5.19F, 2.39F, 3.66F, 2.29F, 2.88F};
constexpr std::array<float, 12> kMinor{
    6.33F, 2.68F, 3.52F, 5.38F, 2.60F, 3.53F, 2.54F, 4.75F, 3.98F, 2.69F, 3.34F, 3.17F};

}  // namespace

KeyEstimate estimate_key(std::span<const float, 12> pitch_classes) {
  KeyEstimate best;
  for (int tonic = 0; tonic < 12; ++tonic) {
    std::array<float, 12> rotated{};
    for (std::size_t i = 0; i < rotated.size(); ++i) {
      rotated[i] = pitch_classes[(i + static_cast<std::size_t>(tonic)) % 12];
    }
    for (const bool minor : {false, true}) {
      const double correlation = pearson_correlation(rotated, minor ? kMinor : kMajor);
      if (correlation > best.correlation) {
        best = {tonic, minor, correlation};
      }
    }
  }
  return best;
}

KeyEstimate estimate_key(std::span<const TimedNote> notes) {
  std::array<float, 12> classes{};
  for (const TimedNote& timed : notes) {
    if (!timed.note.is_drum()) {
      const double weight = (timed.release_s - timed.onset_s) * timed.note.velocity / 127.0;
      classes[timed.note.pitch % 12U] += static_cast<float>(std::max(weight, 0.0));
    }
  }
  return estimate_key(classes);
}

KeyEstimate estimate_key(std::span<const float> signal, int sample_rate) {
  constexpr StftConfig kStft{.window = 16384, .hop = 4096};
  const FrameMatrix magnitudes = stft_magnitudes(signal, kStft);
  const double bin_hz = static_cast<double>(sample_rate) / kStft.window;
  const auto first = std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(60.0 / bin_hz)));
  const auto last = std::min(static_cast<std::size_t>(1500.0 / bin_hz), magnitudes.columns() - 2);
  std::array<float, 12> classes{};
  for (std::size_t t = 0; t < magnitudes.frames(); ++t) {
    const auto row = magnitudes.row(t);
    for (std::size_t k = first; k <= last; ++k) {
      if (row[k] > row[k - 1] && row[k] >= row[k + 1]) {
        const double semitone = 69.0 + 12.0 * std::log2(static_cast<double>(k) * bin_hz / 440.0);
        classes[static_cast<std::size_t>(std::lround(semitone)) % 12] += row[k];
      }
    }
  }
  return estimate_key(classes);
}

}  // namespace melisma::audio
