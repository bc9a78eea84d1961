#pragma once

#include <cmath>
#include <cstddef>
#include <numbers>
#include <random>
#include <span>
#include <vector>

/// Synthetic signals for tests: seeded, so every run sees the same samples.
namespace melisma::test_support {

inline std::vector<float> sine(double hz,
                               std::size_t samples,
                               int rate = 24000,
                               double gain = 0.5) {
  std::vector<float> signal(samples);
  for (std::size_t i = 0; i < samples; ++i) {
    const double phase = 2.0 * std::numbers::pi * hz * static_cast<double>(i) / rate;
    signal[i] = static_cast<float>(gain * std::sin(phase));
  }
  return signal;
}

inline std::vector<float> noise(std::size_t samples, unsigned seed, float gain = 0.25F) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(0.0F, gain);
  std::vector<float> signal(samples);
  for (float& x : signal) {
    x = normal(random);
  }
  return signal;
}

inline void add(std::vector<float>& target, std::span<const float> other, std::size_t at = 0) {
  for (std::size_t i = 0; i < other.size() && at + i < target.size(); ++i) {
    target[at + i] += other[i];
  }
}

/// A decaying click of 10 ms at each of `times_s`.
inline std::vector<float> clicks(std::span<const double> times_s,
                                 std::size_t samples,
                                 int rate = 24000) {
  std::vector<float> signal(samples);
  const auto burst = noise(static_cast<std::size_t>(rate / 100), 5);
  for (const double time : times_s) {
    std::vector<float> click = burst;
    for (std::size_t i = 0; i < click.size(); ++i) {
      click[i] *= std::exp(-static_cast<float>(i) * 400.0F / static_cast<float>(rate));
    }
    add(signal, click, static_cast<std::size_t>(time * rate));
  }
  return signal;
}

/// Three harmonic tones with a noise burst in the middle: tonal, transient and silent parts.
inline std::vector<float> chord_with_burst(std::size_t samples, int rate = 24000) {
  std::vector<float> signal(samples);
  for (const double hz : {220.0, 277.18, 329.63}) {
    for (int harmonic = 1; harmonic <= 8; ++harmonic) {
      add(signal, sine(hz * harmonic, samples, rate, 0.12 / harmonic));
    }
  }
  const auto burst = noise(samples / 10, 11, 0.2F);
  add(signal, burst, samples / 2);
  return signal;
}

}  // namespace melisma::test_support
