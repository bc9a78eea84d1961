#include "audio/metrics/si_sdr.h"

#include <vector>

#include <gtest/gtest.h>

#include "tests/support/signals.h"

namespace melisma::audio {
namespace {

TEST(SiSdr, IgnoresGainAndOffset) {
  const auto x = test_support::noise(10000, 1);
  auto y = x;
  for (float& v : y) {
    v = 0.25F * v + 0.1F;
  }
  EXPECT_GT(si_sdr_db(x, y), 100.0);
}

TEST(SiSdr, GivesTheRatioOfIndependentNoise) {
  const auto x = test_support::noise(200000, 1, 0.2F);
  auto y = x;
  test_support::add(y, test_support::noise(200000, 2, 0.02F));
  EXPECT_NEAR(si_sdr_db(x, y), 20.0, 0.1);
}

TEST(SiSdr, OfSilenceIsTheLeast) {
  const auto x = test_support::noise(100, 1);
  const std::vector<float> silence(100);
  EXPECT_EQ(si_sdr_db(x, silence), -120.0);
  EXPECT_EQ(si_sdr_db(silence, x), -120.0);
  EXPECT_EQ(si_sdr_db({}, {}), -120.0);
}

}  // namespace
}  // namespace melisma::audio
