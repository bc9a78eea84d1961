#pragma once

#include <complex>
#include <memory>
#include <span>

namespace melisma::audio {

/// Real discrete Fourier transform of one fixed length (FFTW, single precision).
///
/// forward: X[k] = sum_i x[i] e^(-2 pi j i k / n), k = 0 .. n/2, unscaled.
/// inverse: x[i] = (1/n) sum over the Hermitian extension of X, so inverse(forward(x)) = x.
///
/// Construction plans under a process-wide lock and allocates; plans are FFTW_ESTIMATE, so that the
/// same length gives the same arithmetic in every process of one build. The transforms neither
/// allocate nor lock. An object holds its own buffers: use one per thread. Throws ConfigError when
/// n is not a positive even number.
class RealFft {
 public:
  explicit RealFft(int n);
  ~RealFft();
  RealFft(RealFft&&) noexcept;
  RealFft& operator=(RealFft&&) noexcept;
  RealFft(const RealFft&) = delete;
  RealFft& operator=(const RealFft&) = delete;

  [[nodiscard]] int size() const noexcept { return n_; }
  [[nodiscard]] int bins() const noexcept { return n_ / 2 + 1; }

  /// `in` has n samples, `out` n/2 + 1 bins.
  void forward(std::span<const float> in, std::span<std::complex<float>> out);
  /// `in` has n/2 + 1 bins, `out` n samples. The imaginary parts of bins 0 and n/2 are ignored.
  void inverse(std::span<const std::complex<float>> in, std::span<float> out);

  /// The object's own aligned buffers, for callers that want no copies: fill time(), call
  /// forward(), read spectrum(); or fill spectrum(), call inverse_unscaled() (n times too large; it
  /// destroys the spectrum), read time().
  [[nodiscard]] std::span<float> time() noexcept;
  [[nodiscard]] std::span<std::complex<float>> spectrum() noexcept;
  void forward() noexcept;
  void inverse_unscaled() noexcept;

 private:
  struct Plans;
  int n_;
  std::unique_ptr<Plans> plans_;
};

}  // namespace melisma::audio
