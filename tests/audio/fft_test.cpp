#include "audio/fft.h"

#include <algorithm>
#include <cmath>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "audio/error.h"
#include "tests/support/signals.h"

namespace melisma::audio {
namespace {

using test_support::noise;
using test_support::sine;

TEST(RealFft, InverseUndoesForward) {
  for (const int n : {2, 6, 480, 960, 1024, 1920}) {
    RealFft fft(n);
    const auto x = noise(static_cast<std::size_t>(n), 1);
    std::vector<std::complex<float>> bins(static_cast<std::size_t>(fft.bins()));
    std::vector<float> back(x.size());
    fft.forward(x, bins);
    fft.inverse(bins, back);
    for (std::size_t i = 0; i < x.size(); ++i) {
      EXPECT_NEAR(back[i], x[i], 1e-6F) << "n " << n << " sample " << i;
    }
  }
}

TEST(RealFft, ObeysParseval) {
  RealFft fft(960);
  const auto x = noise(960, 2);
  std::vector<std::complex<float>> bins(481);
  fft.forward(x, bins);
  double time_energy = 0.0;
  for (const float v : x) {
    time_energy += static_cast<double>(v) * v;
  }
  double bin_energy = std::norm(bins.front()) + std::norm(bins.back());
  for (std::size_t k = 1; k + 1 < bins.size(); ++k) {
    bin_energy += 2.0 * std::norm(bins[k]);
  }
  EXPECT_NEAR(bin_energy / 960.0, time_energy, 1e-4 * time_energy);
}

TEST(RealFft, PutsASineInItsBin) {
  RealFft fft(480);
  const auto x = sine(1000.0, 480, 24000, 1.0);  // bin 20 exactly
  std::vector<std::complex<float>> bins(241);
  fft.forward(x, bins);
  EXPECT_NEAR(bins[20].imag(), -240.0F, 1e-2F);
  EXPECT_NEAR(std::abs(bins[21]), 0.0F, 1e-2F);
}

TEST(RealFft, ThreadsWithTheirOwnObjectsAgree) {
  const auto x = noise(1024, 3);
  std::vector<std::vector<std::complex<float>>> results(4, std::vector<std::complex<float>>(513));
  std::vector<std::thread> threads;
  for (auto& result : results) {
    threads.emplace_back([&] { RealFft(1024).forward(x, result); });
  }
  for (auto& thread : threads) {
    thread.join();
  }
  for (const auto& result : results) {
    EXPECT_EQ(result, results.front());
  }
}

TEST(RealFft, RefusesOddAndEmptyLengths) {
  EXPECT_THROW(RealFft(0), ConfigError);
  EXPECT_THROW(RealFft(-4), ConfigError);
  EXPECT_THROW(RealFft(7), ConfigError);
}

}  // namespace
}  // namespace melisma::audio
