#include "audio/metrics/spectral_distance.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/signals.h"

namespace melisma::audio {
namespace {

std::vector<float> scaled(std::vector<float> signal, float gain) {
  for (float& x : signal) {
    x *= gain;
  }
  return signal;
}

TEST(SpectralDistance, OfASignalToItselfIsZero) {
  const auto x = test_support::chord_with_burst(12000);
  EXPECT_EQ(mel_distance(x, x, 24000), 0.0);
  EXPECT_EQ(log_spectral_distance(x, x), 0.0);
}

TEST(SpectralDistance, OfAGainIsThatGain) {
  const auto x = test_support::noise(24000, 8);  // far above the floor everywhere
  const auto half = scaled(x, 0.5F);
  EXPECT_NEAR(mel_distance(x, half, 24000), std::log(2.0), 0.02);
  EXPECT_NEAR(log_spectral_distance(x, half), 6.02, 0.15);
}

TEST(SpectralDistance, IsSymmetricAndCutsToTheShorter) {
  const auto x = test_support::noise(9600, 8);
  const auto y = test_support::chord_with_burst(9600);
  EXPECT_NEAR(mel_distance(x, y, 24000), mel_distance(y, x, 24000), 1e-9);
  auto longer = x;
  longer.resize(20000, 0.7F);
  EXPECT_EQ(mel_distance(x, longer, 24000), 0.0);
  EXPECT_EQ(log_spectral_distance(longer, x), 0.0);
}

TEST(SpectralDistance, EmptySignalsAreEqual) {
  EXPECT_EQ(mel_distance({}, {}, 24000), 0.0);
  EXPECT_EQ(log_spectral_distance({}, {}), 0.0);
}

}  // namespace
}  // namespace melisma::audio
