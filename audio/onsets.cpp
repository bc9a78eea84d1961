#include "audio/onsets.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

#include "audio/mel.h"
#include "audio/stft.h"

namespace melisma::audio {
namespace {

constexpr int kWindow = 1024;
constexpr int kMels = 40;
constexpr float kCompression = 20.0F;
constexpr std::size_t kAverageReach = 10;
constexpr std::size_t kPeakReach = 3;
constexpr double kThresholdDeviations = 0.5;

std::vector<float> spectral_flux(std::span<const float> signal, int sample_rate) {
  const int hop = static_cast<int>(std::lround(sample_rate / kOnsetFrameRate));
  const MelFilterbank bank({.sample_rate = sample_rate,
                            .fft_size = kWindow,
                            .mels = kMels,
                            .high_hz = std::min(12000.0, 0.5 * sample_rate)});
  FrameMatrix bands = bank.apply(stft_magnitudes(signal, {.window = kWindow, .hop = hop}));
  for (float& value : bands.values()) {
    value = std::log(1.0F + kCompression * (4.0F / kWindow) * value);
  }
  std::vector<float> flux(bands.frames());
  for (std::size_t t = 1; t < bands.frames(); ++t) {
    for (std::size_t m = 0; m < bands.columns(); ++m) {
      flux[t] += std::max(0.0F, bands.row(t)[m] - bands.row(t - 1)[m]);
    }
  }
  return flux;
}

}  // namespace

std::vector<float> onset_envelope(std::span<const float> signal, int sample_rate) {
  const std::vector<float> flux = spectral_flux(signal, sample_rate);
  std::vector<float> envelope(flux.size());
  for (std::size_t t = 0; t < flux.size(); ++t) {
    const std::size_t first = t - std::min(t, kAverageReach);
    const std::size_t last = std::min(flux.size(), t + kAverageReach + 1);
    const float sum = std::accumulate(flux.begin() + static_cast<std::ptrdiff_t>(first),
                                      flux.begin() + static_cast<std::ptrdiff_t>(last),
                                      0.0F);
    envelope[t] = flux[t] - sum / static_cast<float>(last - first);
  }
  return envelope;
}

std::vector<double> pick_onsets(std::span<const float> envelope) {
  const auto count = static_cast<double>(std::max<std::size_t>(envelope.size(), 1));
  const double mean = std::accumulate(envelope.begin(), envelope.end(), 0.0) / count;
  double variance = 0.0;
  for (const float value : envelope) {
    variance += (value - mean) * (value - mean) / count;
  }
  const double threshold = kThresholdDeviations * std::sqrt(variance);
  std::vector<double> onsets;
  for (std::size_t t = 0; t < envelope.size(); ++t) {
    const auto before = envelope.subspan(t - std::min(t, kPeakReach), std::min(t, kPeakReach));
    const auto after = envelope.subspan(t + 1, std::min(kPeakReach, envelope.size() - t - 1));
    const float value = envelope[t];
    const bool largest =
        std::all_of(before.begin(), before.end(), [=](float v) { return v < value; }) &&
        std::all_of(after.begin(), after.end(), [=](float v) { return v <= value; });
    if (largest && value > threshold) {
      onsets.push_back(static_cast<double>(t) / kOnsetFrameRate);
    }
  }
  return onsets;
}

std::vector<double> detect_onsets(std::span<const float> signal, int sample_rate) {
  return pick_onsets(onset_envelope(signal, sample_rate));
}

}  // namespace melisma::audio
