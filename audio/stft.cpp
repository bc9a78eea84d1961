#include "audio/stft.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <string>

#include "audio/error.h"
#include "audio/window.h"

namespace melisma::audio {
namespace {

void check(const StftConfig& config) {
  if (config.window < 2 || config.window % 2 != 0) {
    throw ConfigError("STFT window is " + std::to_string(config.window) +
                      " samples; give an even number of at least 2");
  }
  if (config.hop < 1 || config.hop > config.window) {
    throw ConfigError("STFT hop is " + std::to_string(config.hop) + " samples; give 1 to " +
                      std::to_string(config.window) + " (the window)");
  }
}

std::int64_t frame_start(std::size_t frame, const StftConfig& config) {
  const auto start = static_cast<std::int64_t>(frame) * config.hop;
  return config.centred ? start - config.window / 2 : start;
}

/// Calls visit(frame index, complex bins) for every frame.
template <typename Visit>
void for_each_frame(std::span<const float> signal, const StftConfig& config, Visit visit) {
  const std::size_t frames = stft_frames(signal.size(), config);
  const auto n = static_cast<std::int64_t>(config.window);
  const auto samples = static_cast<std::int64_t>(signal.size());
  MagnitudeSpectrum spectrum(config.window);
  std::vector<float> frame(static_cast<std::size_t>(n));
  for (std::size_t t = 0; t < frames; ++t) {
    const std::int64_t start = frame_start(t, config);
    const std::int64_t first = std::clamp<std::int64_t>(-start, 0, n);
    const std::int64_t last = std::clamp<std::int64_t>(samples - start, first, n);
    std::fill(frame.begin(), frame.end(), 0.0F);
    std::copy(signal.begin() + (start + first), signal.begin() + (start + last), frame.begin() + first);
    visit(t, spectrum.complex(frame));
  }
}

}  // namespace

std::size_t stft_frames(std::size_t samples, const StftConfig& config) {
  check(config);
  const auto n = static_cast<std::size_t>(config.window);
  const auto hop = static_cast<std::size_t>(config.hop);
  if (config.centred) {
    return samples / hop + 1;
  }
  return samples < n ? 0 : (samples - n) / hop + 1;
}

ComplexSpectrogram stft(std::span<const float> signal, const StftConfig& config) {
  ComplexSpectrogram result(stft_frames(signal.size(), config),
                            static_cast<std::size_t>(config.bins()));
  for_each_frame(signal, config, [&](std::size_t t, auto bins) {
    std::copy(bins.begin(), bins.end(), result.row(t).begin());
  });
  return result;
}

FrameMatrix stft_magnitudes(std::span<const float> signal, const StftConfig& config) {
  FrameMatrix result(stft_frames(signal.size(), config), static_cast<std::size_t>(config.bins()));
  for_each_frame(signal, config, [&](std::size_t t, auto bins) {
    std::transform(
        bins.begin(), bins.end(), result.row(t).begin(), [](auto bin) { return std::abs(bin); });
  });
  return result;
}

std::vector<float> inverse_stft(const ComplexSpectrogram& spectrogram,
                                const StftConfig& config,
                                std::size_t samples) {
  check(config);
  if (spectrogram.columns() != static_cast<std::size_t>(config.bins())) {
    throw ConfigError("spectrogram has " + std::to_string(spectrogram.columns()) +
                      " bins; a window of " + std::to_string(config.window) + " wants " +
                      std::to_string(config.bins()));
  }
  RealFft fft(config.window);
  const std::vector<float> window = hann_window(config.window);
  std::vector<float> frame(window.size());
  std::vector<float> sum(samples);
  std::vector<float> weight(samples);
  for (std::size_t t = 0; t < spectrogram.frames(); ++t) {
    fft.inverse(spectrogram.row(t), frame);
    const std::int64_t start = frame_start(t, config);
    for (std::size_t i = 0; i < frame.size(); ++i) {
      const std::int64_t position = start + static_cast<std::int64_t>(i);
      if (position >= 0 && position < static_cast<std::int64_t>(samples)) {
        const auto p = static_cast<std::size_t>(position);
        sum[p] += frame[i] * window[i];
        weight[p] += window[i] * window[i];
      }
    }
  }
  constexpr float kLeastWeight = 1e-6F;  // below it, rounding errors would be amplified
  for (std::size_t p = 0; p < samples; ++p) {
    sum[p] = weight[p] > kLeastWeight ? sum[p] / weight[p] : 0.0F;
  }
  return sum;
}

MagnitudeSpectrum::MagnitudeSpectrum(int window) : fft_(window), window_(hann_window(window)) {}

std::span<const std::complex<float>> MagnitudeSpectrum::complex(std::span<const float> frame) {
  MELISMA_ASSERT(frame.size() == window_.size());
  std::transform(
      frame.begin(), frame.end(), window_.begin(), fft_.time().begin(), std::multiplies<>());
  fft_.forward();
  return fft_.spectrum();
}

void MagnitudeSpectrum::operator()(std::span<const float> frame, std::span<float> magnitudes) {
  const auto bins = complex(frame);
  MELISMA_ASSERT(magnitudes.size() == bins.size());
  std::transform(bins.begin(), bins.end(), magnitudes.begin(), [](auto bin) {
    return std::sqrt(bin.real() * bin.real() + bin.imag() * bin.imag());
  });
}

}  // namespace melisma::audio
