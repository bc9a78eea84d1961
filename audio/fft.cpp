#include "audio/fft.h"

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <new>
#include <string>

#include <fftw3.h>

#include "audio/error.h"

namespace melisma::audio {
namespace {

// FFTW's planner is not thread-safe; executing a plan is.
std::mutex& planner_mutex() {
  static std::mutex mutex;
  return mutex;
}

int checked_length(int n) {
  constexpr int kLongest = 1 << 24;
  if (n <= 0 || n % 2 != 0 || n > kLongest) {
    throw ConfigError("FFT length is " + std::to_string(n) + "; give an even number from 2 to " +
                      std::to_string(kLongest));
  }
  return n;
}

}  // namespace

struct RealFft::Plans {
  explicit Plans(int n)
      : samples(fftwf_alloc_real(static_cast<std::size_t>(n))),
        bins(fftwf_alloc_complex(static_cast<std::size_t>(n) / 2 + 1)) {
    if (samples != nullptr && bins != nullptr) {
      const std::lock_guard lock(planner_mutex());
      to_bins = fftwf_plan_dft_r2c_1d(n, samples, bins, FFTW_ESTIMATE);
      to_samples = fftwf_plan_dft_c2r_1d(n, bins, samples, FFTW_ESTIMATE);
    }
    if (to_bins == nullptr || to_samples == nullptr) {
      release();
      throw std::bad_alloc();
    }
    std::fill_n(samples, n, 0.0F);
    std::fill_n(&bins[0][0], n + 2, 0.0F);
  }
  ~Plans() { release(); }
  Plans(const Plans&) = delete;
  Plans& operator=(const Plans&) = delete;

  void release() noexcept {
    const std::lock_guard lock(planner_mutex());
    fftwf_destroy_plan(to_bins);
    fftwf_destroy_plan(to_samples);
    fftwf_free(samples);
    fftwf_free(bins);
  }

  float* samples;
  fftwf_complex* bins;
  fftwf_plan to_bins = nullptr;
  fftwf_plan to_samples = nullptr;
};

RealFft::RealFft(int n) : n_(checked_length(n)), plans_(std::make_unique<Plans>(n)) {}
RealFft::~RealFft() = default;
RealFft::RealFft(RealFft&&) noexcept = default;
RealFft& RealFft::operator=(RealFft&&) noexcept = default;

std::span<float> RealFft::time() noexcept {
  return {plans_->samples, static_cast<std::size_t>(n_)};
}

std::span<std::complex<float>> RealFft::spectrum() noexcept {
  // std::complex<float> is an array of two floats by the standard's guarantee, as fftwf_complex is.
  return {reinterpret_cast<std::complex<float>*>(plans_->bins), static_cast<std::size_t>(bins())};
}

void RealFft::forward() noexcept {
  fftwf_execute(plans_->to_bins);
}

void RealFft::inverse_unscaled() noexcept {
  fftwf_execute(plans_->to_samples);
}

void RealFft::forward(std::span<const float> in, std::span<std::complex<float>> out) {
  MELISMA_ASSERT(in.size() == time().size());
  MELISMA_ASSERT(out.size() == spectrum().size());
  std::copy(in.begin(), in.end(), plans_->samples);
  forward();
  const auto result = spectrum();
  std::copy(result.begin(), result.end(), out.begin());
}

void RealFft::inverse(std::span<const std::complex<float>> in, std::span<float> out) {
  MELISMA_ASSERT(in.size() == spectrum().size());
  MELISMA_ASSERT(out.size() == time().size());
  std::copy(in.begin(), in.end(), spectrum().begin());
  inverse_unscaled();
  const float scale = 1.0F / static_cast<float>(n_);
  const auto result = time();
  std::transform(result.begin(), result.end(), out.begin(), [=](float x) { return x * scale; });
}

}  // namespace melisma::audio
