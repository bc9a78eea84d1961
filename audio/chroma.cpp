#include "audio/chroma.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <string>

#include "audio/error.h"
#include "audio/stft.h"

namespace melisma::audio {
namespace {

constexpr int kWindow = 4096;
constexpr double kScoreWindowSeconds = 4096.0 / 24000.0;
constexpr float kPower = 0.7F;

/// Adds `value` to the two semitones nearest to `hz`.
void add_to_pitch_classes(std::span<float> classes, double hz, float value) {
  const double semitone = 69.0 + 12.0 * std::log2(hz / 440.0);
  const double below = std::floor(semitone);
  const auto upper_share = static_cast<float>(semitone - below);
  const auto lower = static_cast<std::size_t>(static_cast<int>(below) % 12);
  classes[lower] += value * (1.0F - upper_share);
  classes[(lower + 1) % 12] += value * upper_share;
}

/// Integral of the unit-area Hann window of one second, from its start to x.
double hann_integral(double x) {
  const double u = std::clamp(x, 0.0, 1.0);
  return u - std::sin(2.0 * std::numbers::pi * u) / (2.0 * std::numbers::pi);
}

}  // namespace

Chroma chroma(std::span<const float> signal, int sample_rate) {
  if (sample_rate < 2.0 * kChromaHighHz) {
    throw ConfigError("chroma wants at least 4000 samples a second, found " +
                      std::to_string(sample_rate) + "; resample first");
  }
  const int hop = static_cast<int>(std::lround(sample_rate / kChromaFrameRate));
  const FrameMatrix magnitudes = stft_magnitudes(signal, {.window = kWindow, .hop = hop});
  Chroma result{FrameMatrix(magnitudes.frames(), 12), std::vector<float>(magnitudes.frames())};
  const double bin_hz = static_cast<double>(sample_rate) / kWindow;
  const auto first = static_cast<std::size_t>(std::ceil(kChromaLowHz / bin_hz));
  const auto last = static_cast<std::size_t>(std::floor(kChromaHighHz / bin_hz));
  for (std::size_t t = 0; t < magnitudes.frames(); ++t) {
    for (std::size_t k = first; k <= last; ++k) {
      const float magnitude = magnitudes.row(t)[k];
      result.energies[t] += magnitude * magnitude;
      add_to_pitch_classes(
          result.frames.row(t), static_cast<double>(k) * bin_hz, std::pow(magnitude, kPower));
    }
  }
  return result;
}

Chroma score_chroma(std::span<const TimedNote> notes, std::size_t frames) {
  constexpr int kHarmonics = 8;
  Chroma result{FrameMatrix(frames, 12), std::vector<float>(frames)};
  for (const TimedNote& timed : notes) {
    if (timed.note.is_drum()) {
      continue;
    }
    std::array<float, 12> classes{};
    float energy = 0.0F;
    const double base = 440.0 * std::exp2((timed.note.pitch - 69) / 12.0);
    for (int h = 1; h <= kHarmonics; ++h) {
      if (base * h >= kChromaLowHz && base * h <= kChromaHighHz) {
        const float amplitude =
            static_cast<float>(timed.note.velocity) / 127.0F / static_cast<float>(h);
        energy += amplitude * amplitude;
        add_to_pitch_classes(classes, base * h, std::pow(amplitude, kPower));
      }
    }
    const double reach = kScoreWindowSeconds / 2.0;
    const double first = std::max(0.0, std::floor((timed.onset_s - reach) * kChromaFrameRate));
    const double last = std::ceil((timed.release_s + reach) * kChromaFrameRate);
    for (auto t = static_cast<std::size_t>(first); t < frames && static_cast<double>(t) <= last;
         ++t) {
      const double start = static_cast<double>(t) / kChromaFrameRate - reach;
      const double share = hann_integral((timed.release_s - start) / kScoreWindowSeconds) -
                           hann_integral((timed.onset_s - start) / kScoreWindowSeconds);
      const auto weight = static_cast<float>(std::max(0.0, share));
      for (std::size_t c = 0; c < classes.size(); ++c) {
        result.frames.row(t)[c] += weight * classes[c];
      }
      result.energies[t] += weight * weight * energy;
    }
  }
  return result;
}

}  // namespace melisma::audio
