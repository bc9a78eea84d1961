#pragma once

#include <complex>
#include <cstddef>
#include <span>
#include <vector>

#include "audio/fft.h"
#include "audio/frame_matrix.h"

namespace melisma::audio {

/// Layout of a short-time Fourier transform with a periodic Hann window.
struct StftConfig {
  int window = 1024;  // n: samples, even
  int hop = 256;      // samples between frames, 1 .. n
  /// true: frame t is centred at sample t * hop, the signal is zero outside, floor(N / hop) + 1
  /// frames. false: frame t starts at sample t * hop; only whole frames, so none when N < n.
  bool centred = true;

  [[nodiscard]] int bins() const noexcept { return window / 2 + 1; }
};

using ComplexSpectrogram = FrameTable<std::complex<float>>;

/// Frames that `stft` gives for a signal of `samples`. Throws ConfigError for a bad config.
std::size_t stft_frames(std::size_t samples, const StftConfig& config);

/// rfft(frame * hann), unscaled: [frames, n/2 + 1].
ComplexSpectrogram stft(std::span<const float> signal, const StftConfig& config);

/// |rfft(frame * hann)|, unscaled: [frames, n/2 + 1].
FrameMatrix stft_magnitudes(std::span<const float> signal, const StftConfig& config);

/// Overlap-add with the same window, divided by the sum of squared windows: `samples` samples.
/// inverse_stft(stft(x)) = x wherever that sum is not (nearly) zero; elsewhere the output is zero.
std::vector<float> inverse_stft(const ComplexSpectrogram& spectrogram,
                                const StftConfig& config,
                                std::size_t samples);

/// Magnitude spectrum of single frames: |rfft(frame * hann)|, unscaled. Does not allocate after
/// construction; one object per thread.
class MagnitudeSpectrum {
 public:
  explicit MagnitudeSpectrum(int window);
  [[nodiscard]] int window() const noexcept { return fft_.size(); }
  [[nodiscard]] int bins() const noexcept { return fft_.bins(); }
  /// `frame` has n samples, `magnitudes` n/2 + 1.
  void operator()(std::span<const float> frame, std::span<float> magnitudes);
  /// The windowed frame's complex spectrum; valid until the next call.
  std::span<const std::complex<float>> complex(std::span<const float> frame);

 private:
  RealFft fft_;
  std::vector<float> window_;
};

}  // namespace melisma::audio
