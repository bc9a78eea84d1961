#include "audio/metrics/spectral_distance.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "audio/mel.h"
#include "audio/stft.h"

namespace melisma::audio {
namespace {

constexpr StftConfig kStft{.window = 1024, .hop = 256};
constexpr float kMagnitudeScale = 4.0F / 1024.0F;
constexpr float kFloor = 1e-4F;

}  // namespace

double mel_distance(std::span<const float> a, std::span<const float> b, int sample_rate) {
  const std::size_t samples = std::min(a.size(), b.size());
  const MelConfig config{.sample_rate = sample_rate,
                         .fft_size = kStft.window,
                         .mels = 80,
                         .high_hz = std::min(12000.0, 0.5 * sample_rate)};
  const auto mel = [&](std::span<const float> x) {
    return log_mel_spectrogram(x.first(samples), kStft, config, kMagnitudeScale, kFloor);
  };
  const FrameMatrix left = mel(a);
  const FrameMatrix right = mel(b);
  double sum = 0.0;
  for (std::size_t i = 0; i < left.values().size(); ++i) {
    sum += std::abs(static_cast<double>(left.values()[i]) - right.values()[i]);
  }
  return sum / static_cast<double>(left.values().size());
}

double log_spectral_distance(std::span<const float> a, std::span<const float> b) {
  const std::size_t samples = std::min(a.size(), b.size());
  const FrameMatrix left = stft_magnitudes(a.first(samples), kStft);
  const FrameMatrix right = stft_magnitudes(b.first(samples), kStft);
  double sum = 0.0;
  for (std::size_t t = 0; t < left.frames(); ++t) {
    double squares = 0.0;
    for (std::size_t k = 0; k < left.columns(); ++k) {
      const double ratio = (left.row(t)[k] * kMagnitudeScale + kFloor) /
                           (right.row(t)[k] * kMagnitudeScale + kFloor);
      const double decibels = 20.0 * std::log10(ratio);
      squares += decibels * decibels;
    }
    sum += std::sqrt(squares / static_cast<double>(left.columns()));
  }
  return sum / static_cast<double>(left.frames());
}

}  // namespace melisma::audio
