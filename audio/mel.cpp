#include "audio/mel.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "audio/error.h"

namespace melisma::audio {
namespace {

void check(const MelConfig& config) {
  if (config.fft_size < 2 || config.mels < 1 || config.sample_rate < 1) {
    throw ConfigError("mel filterbank of " + std::to_string(config.mels) + " mels, FFT size " +
                      std::to_string(config.fft_size) + " and rate " +
                      std::to_string(config.sample_rate) + " is empty; give positive numbers");
  }
  if (config.low_hz < 0.0 || config.high_hz <= config.low_hz ||
      config.high_hz > 0.5 * config.sample_rate) {
    throw ConfigError("mel range " + std::to_string(config.low_hz) + " to " +
                      std::to_string(config.high_hz) + " Hz does not fit in 0 to " +
                      std::to_string(0.5 * config.sample_rate) + " Hz");
  }
}

}  // namespace

double hz_to_mel(double hz) {
  return 2595.0 * std::log10(1.0 + hz / 700.0);
}

double mel_to_hz(double mel) {
  return 700.0 * (std::pow(10.0, mel / 2595.0) - 1.0);
}

MelFilterbank::MelFilterbank(const MelConfig& config)
    : config_(config), bins_(static_cast<std::size_t>(std::max(config.fft_size, 0)) / 2 + 1) {
  check(config);
  const double low = hz_to_mel(config.low_hz);
  const double step = (hz_to_mel(config.high_hz) - low) / (config.mels + 1);
  const double bin_hz = static_cast<double>(config.sample_rate) / config.fft_size;
  triangles_.reserve(static_cast<std::size_t>(config.mels));
  for (int m = 0; m < config.mels; ++m) {
    const double left = mel_to_hz(low + step * m);
    const double centre = mel_to_hz(low + step * (m + 1));
    const double right = mel_to_hz(low + step * (m + 2));
    std::vector<double> weights;
    auto first = static_cast<std::size_t>(std::floor(left / bin_hz)) + 1;
    for (std::size_t k = first; k < bins_ && static_cast<double>(k) * bin_hz < right; ++k) {
      const double hz = static_cast<double>(k) * bin_hz;
      weights.push_back(std::min((hz - left) / (centre - left), (right - hz) / (right - centre)));
    }
    double total = std::accumulate(weights.begin(), weights.end(), 0.0);
    if (total <= 0.0) {
      first = std::min(bins_ - 1, static_cast<std::size_t>(std::lround(centre / bin_hz)));
      weights.assign(1, 1.0);
      total = 1.0;
    }
    Triangle triangle{first, {}};
    for (const double weight : weights) {
      triangle.weights.push_back(static_cast<float>(weight / total));
    }
    triangles_.push_back(std::move(triangle));
  }
}

void MelFilterbank::apply(std::span<const float> spectrum, std::span<float> out) const {
  MELISMA_ASSERT(spectrum.size() == bins_);
  MELISMA_ASSERT(out.size() == triangles_.size());
  for (std::size_t m = 0; m < triangles_.size(); ++m) {
    const Triangle& triangle = triangles_[m];
    out[m] = std::inner_product(triangle.weights.begin(),
                                triangle.weights.end(),
                                spectrum.begin() + static_cast<std::ptrdiff_t>(triangle.first_bin),
                                0.0F);
  }
}

FrameMatrix MelFilterbank::apply(const FrameMatrix& spectra) const {
  FrameMatrix result(spectra.frames(), triangles_.size());
  for (std::size_t t = 0; t < spectra.frames(); ++t) {
    apply(spectra.row(t), result.row(t));
  }
  return result;
}

std::vector<float> MelFilterbank::dense() const {
  std::vector<float> matrix(triangles_.size() * bins_);
  for (std::size_t m = 0; m < triangles_.size(); ++m) {
    std::copy(triangles_[m].weights.begin(),
              triangles_[m].weights.end(),
              matrix.begin() + static_cast<std::ptrdiff_t>(m * bins_ + triangles_[m].first_bin));
  }
  return matrix;
}

FrameMatrix log_mel_spectrogram(std::span<const float> signal,
                                const StftConfig& stft,
                                const MelConfig& mel,
                                float magnitude_scale,
                                float floor) {
  if (stft.window != mel.fft_size) {
    throw ConfigError("STFT window " + std::to_string(stft.window) + " and mel FFT size " +
                      std::to_string(mel.fft_size) + " differ; make them equal");
  }
  FrameMatrix result = MelFilterbank(mel).apply(stft_magnitudes(signal, stft));
  for (float& value : result.values()) {
    value = std::log(value * magnitude_scale + floor);
  }
  return result;
}

}  // namespace melisma::audio
