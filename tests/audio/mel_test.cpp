#include "audio/mel.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "audio/error.h"
#include "tests/support/signals.h"

namespace melisma::audio {
namespace {

TEST(MelScale, MeetsItsAnchorAndInverts) {
  EXPECT_NEAR(hz_to_mel(1000.0), 1000.0, 0.1);
  EXPECT_NEAR(mel_to_hz(hz_to_mel(4321.0)), 4321.0, 1e-9);
}

TEST(MelFilterbank, EveryTriangleSumsToOne) {
  for (const int fft_size : {240, 480, 960, 1024}) {
    const MelFilterbank bank({.fft_size = fft_size, .mels = 80});
    const auto dense = bank.dense();
    for (std::size_t m = 0; m < 80; ++m) {
      const auto row = std::span(dense).subspan(m * bank.bins(), bank.bins());
      EXPECT_NEAR(std::accumulate(row.begin(), row.end(), 0.0F), 1.0F, 1e-5F) << fft_size;
      EXPECT_GE(*std::min_element(row.begin(), row.end()), 0.0F);
    }
  }
}

TEST(MelFilterbank, SparseAndDenseAgree) {
  const MelFilterbank bank({.fft_size = 960, .mels = 64});
  auto spectrum = test_support::noise(bank.bins(), 7);
  std::vector<float> sparse(64);
  bank.apply(spectrum, sparse);
  const auto dense = bank.dense();
  for (std::size_t m = 0; m < 64; ++m) {
    const auto row = std::span(dense).subspan(m * bank.bins(), bank.bins());
    EXPECT_NEAR(
        sparse[m], std::inner_product(row.begin(), row.end(), spectrum.begin(), 0.0F), 1e-5F);
  }
}

TEST(LogMel, PeaksAtTheTriangleOfTheSine) {
  const auto x = test_support::sine(2000.0, 24000);
  const auto mel = log_mel_spectrogram(x, {}, {}, 4.0F / 1024.0F, 1e-4F);
  const auto row = mel.row(40);
  const auto peak = std::max_element(row.begin(), row.end()) - row.begin();
  const double step = hz_to_mel(12000.0) / 81.0;
  EXPECT_NEAR(static_cast<double>(peak + 1) * step, hz_to_mel(2000.0), step);
}

TEST(LogMel, RefusesMismatchedSizes) {
  EXPECT_THROW(log_mel_spectrogram({}, {.window = 512, .hop = 128}, {.fft_size = 1024}, 1.0F, 1.0F),
               ConfigError);
  EXPECT_THROW(MelFilterbank({.high_hz = 12001.0}), ConfigError);
}

}  // namespace
}  // namespace melisma::audio
