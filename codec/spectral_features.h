#pragma once

#include <span>
#include <vector>

#include "audio/fft.h"

namespace melisma::codec {

/// Where a codec frame's spectra are taken, in samples at 24 kHz. Frame t belongs to the samples
/// [t hop, (t + 1) hop).
struct AnalysisConfig {
  int hop = 480;           // samples a frame
  int long_window = 1920;  // Hann, centred at t hop: fine pitch
  int long_bins = 481;     // kept of its n/2 + 1 bins: up to 6 kHz
  int short_window = 480;  // Hann, centred at t hop + j hop / 4, j = 0 .. 3: attacks
  float floor = 1e-3F;     // of ln(S + floor), S = |rfft(x hann)| 4 / n: a full-scale sine is S = 1

  [[nodiscard]] int short_windows() const { return 4; }
  [[nodiscard]] int short_bins() const { return short_window / 2 + 1; }
  [[nodiscard]] int feature_count() const { return long_bins + short_windows() * short_bins(); }
  /// Samples before and after t hop that frame t is made of.
  [[nodiscard]] int past_samples() const { return long_window / 2; }
  [[nodiscard]] int future_samples() const { return long_window / 2; }
  bool operator==(const AnalysisConfig&) const = default;
};

/// Multi-window log-magnitude spectra of one frame. Not thread-safe; allocates at construction
/// only.
class SpectralFeatures {
 public:
  explicit SpectralFeatures(const AnalysisConfig& config);
  /// `samples`: past_samples() + future_samples() samples around t hop; `features`: feature_count()
  /// values, the long window's bins first. Samples that are not finite must not come here.
  void compute(std::span<const float> samples, std::span<float> features);
  [[nodiscard]] const AnalysisConfig& config() const { return config_; }

 private:
  void log_magnitudes(audio::RealFft& fft,
                      const std::vector<float>& window,
                      std::span<const float> samples,
                      std::span<float> out);

  AnalysisConfig config_;
  audio::RealFft long_fft_;
  audio::RealFft short_fft_;
  std::vector<float> long_hann_;
  std::vector<float> short_hann_;
};

}  // namespace melisma::codec
