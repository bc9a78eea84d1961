#include "audio/stft.h"

#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "audio/error.h"
#include "audio/window.h"
#include "tests/support/signals.h"

namespace melisma::audio {
namespace {

using test_support::noise;
using test_support::sine;

TEST(HannWindow, SquaresOverlapToAConstant) {
  const auto window = hann_window(960);
  EXPECT_EQ(window[0], 0.0F);
  EXPECT_FLOAT_EQ(window[480], 1.0F);
  for (std::size_t i = 0; i < 240; ++i) {
    float sum = 0.0F;
    for (std::size_t q = 0; q < 4; ++q) {
      sum += window[i + q * 240] * window[i + q * 240];
    }
    EXPECT_NEAR(sum, 1.5F, 1e-6F);
  }
}

TEST(Stft, InverseGivesTheSignalBack) {
  const auto x = noise(5001, 4);
  for (const int hop : {240, 480}) {
    const StftConfig config{.window = 960, .hop = hop};
    const auto back = inverse_stft(stft(x, config), config, x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
      ASSERT_NEAR(back[i], x[i], 2e-6F) << "hop " << hop << " sample " << i;
    }
  }
}

TEST(Stft, CentredFramesSitAtMultiplesOfTheHop) {
  std::vector<float> impulse(2000, 0.0F);
  impulse[960] = 1.0F;
  const auto magnitudes = stft_magnitudes(impulse, {.window = 960, .hop = 240});
  EXPECT_EQ(magnitudes.frames(), 9U);
  EXPECT_NEAR(magnitudes.row(4)[100], 1.0F, 1e-5F);  // the window's top is at sample 4 * 240
  EXPECT_NEAR(magnitudes.row(3)[100], 0.5F, 1e-5F);
  EXPECT_NEAR(magnitudes.row(2)[100], 0.0F, 1e-5F);
}

TEST(Stft, UncentredGivesOnlyWholeFrames) {
  const StftConfig config{.window = 960, .hop = 240, .centred = false};
  EXPECT_EQ(stft_frames(959, config), 0U);
  EXPECT_EQ(stft_frames(960, config), 1U);
  EXPECT_EQ(stft_frames(1200, config), 2U);
  const auto x = sine(1000.0, 960, 24000, 1.0);
  const auto magnitudes = stft_magnitudes(x, config);
  EXPECT_NEAR(magnitudes.row(0)[40], 240.0F, 1e-2F);  // gain * sum(hann) / 2
}

TEST(Stft, EmptySignalHasOneSilentCentredFrame) {
  const auto magnitudes = stft_magnitudes({}, {});
  EXPECT_EQ(magnitudes.frames(), 1U);
  EXPECT_EQ(std::accumulate(magnitudes.values().begin(), magnitudes.values().end(), 0.0F), 0.0F);
}

TEST(Stft, RefusesAHopPastTheWindow) {
  EXPECT_THROW(stft_frames(1, {.window = 512, .hop = 513}), ConfigError);
  EXPECT_THROW(stft_frames(1, {.window = 511, .hop = 1}), ConfigError);
}

TEST(MagnitudeSpectrum, AgreesWithTheStft) {
  const auto x = noise(1920, 6);
  const auto whole = stft_magnitudes(x, {.window = 480, .hop = 120, .centred = false});
  MagnitudeSpectrum spectrum(480);
  std::vector<float> magnitudes(241);
  spectrum(std::span(x).subspan(3 * 120, 480), magnitudes);
  for (std::size_t k = 0; k < magnitudes.size(); ++k) {
    EXPECT_NEAR(magnitudes[k], whole.row(3)[k], 1e-4F);
  }
}

}  // namespace
}  // namespace melisma::audio
