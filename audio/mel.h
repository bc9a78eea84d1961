#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "audio/frame_matrix.h"
#include "audio/stft.h"

namespace melisma::audio {

/// HTK mel scale: 2595 log10(1 + f / 700).
double hz_to_mel(double hz);
double mel_to_hz(double mel);

struct MelConfig {
  int sample_rate = 24000;  // Hz
  int fft_size = 1024;      // samples; the spectra have fft_size / 2 + 1 bins
  int mels = 80;            // triangles
  double low_hz = 0.0;
  double high_hz = 12000.0;  // at most sample_rate / 2
};

/// Triangles equally spaced on the HTK mel scale, linear in Hz, each summing to 1 over the bins; a
/// triangle too narrow to hold a bin takes the bin nearest its centre. Immutable, thread-safe.
/// Throws ConfigError.
class MelFilterbank {
 public:
  explicit MelFilterbank(const MelConfig& config);
  [[nodiscard]] const MelConfig& config() const noexcept { return config_; }
  [[nodiscard]] std::size_t bins() const noexcept { return bins_; }
  /// out[m] = sum_k triangle[m][k] spectrum[k]; `spectrum` has bins() values, `out` `mels`.
  void apply(std::span<const float> spectrum, std::span<float> out) const;
  [[nodiscard]] FrameMatrix apply(const FrameMatrix& spectra) const;
  /// The triangles as a dense [mels x bins] matrix, row-major.
  [[nodiscard]] std::vector<float> dense() const;

 private:
  struct Triangle {
    std::size_t first_bin;
    std::vector<float> weights;
  };
  MelConfig config_;
  std::size_t bins_;
  std::vector<Triangle> triangles_;
};

/// ln(mel(|STFT| * magnitude_scale) + floor): [frames, mels]. `stft.window` must be `mel.fft_size`.
FrameMatrix log_mel_spectrogram(std::span<const float> signal,
                                const StftConfig& stft,
                                const MelConfig& mel,
                                float magnitude_scale,
                                float floor);

}  // namespace melisma::audio
