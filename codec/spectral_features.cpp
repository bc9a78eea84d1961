#include "codec/spectral_features.h"

#include <cmath>
#include <complex>

#include "audio/error.h"
#include "audio/window.h"

namespace melisma::codec {

SpectralFeatures::SpectralFeatures(const AnalysisConfig& config)
    : config_(config),
      long_fft_(config.long_window),
      short_fft_(config.short_window),
      long_hann_(audio::hann_window(config.long_window)),
      short_hann_(audio::hann_window(config.short_window)) {}

void SpectralFeatures::log_magnitudes(audio::RealFft& fft,
                                      const std::vector<float>& window,
                                      std::span<const float> samples,
                                      std::span<float> out) {
  const auto time = fft.time();
  for (std::size_t i = 0; i < window.size(); ++i) {
    time[i] = samples[i] * window[i];
  }
  fft.forward();
  const auto spectrum = fft.spectrum();
  const float scale = 4.0F / static_cast<float>(fft.size());
  for (std::size_t bin = 0; bin < out.size(); ++bin) {
    const float power =
        spectrum[bin].real() * spectrum[bin].real() + spectrum[bin].imag() * spectrum[bin].imag();
    out[bin] = std::log(std::sqrt(power) * scale + config_.floor);
  }
}

void SpectralFeatures::compute(std::span<const float> samples, std::span<float> features) {
  const auto past = static_cast<std::size_t>(config_.past_samples());
  MELISMA_ASSERT(samples.size() == past + static_cast<std::size_t>(config_.future_samples()));
  MELISMA_ASSERT(features.size() == static_cast<std::size_t>(config_.feature_count()));
  const auto long_bins = static_cast<std::size_t>(config_.long_bins);
  log_magnitudes(long_fft_, long_hann_, samples, features.first(long_bins));
  const auto short_bins = static_cast<std::size_t>(config_.short_bins());
  const auto window = static_cast<std::size_t>(config_.short_window);
  for (std::size_t j = 0; j < static_cast<std::size_t>(config_.short_windows()); ++j) {
    const std::size_t centre = past + j * static_cast<std::size_t>(config_.hop) / 4;
    log_magnitudes(short_fft_,
                   short_hann_,
                   samples.subspan(centre - window / 2, window),
                   features.subspan(long_bins + j * short_bins, short_bins));
  }
}

}  // namespace melisma::codec
