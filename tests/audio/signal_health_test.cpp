#include "audio/metrics/signal_health.h"

#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/signals.h"

namespace melisma::audio {
namespace {

TEST(SignalHealth, CountsClippingSilenceAndOffset) {
  std::vector<float> x(4800, 0.0F);  // 10 blocks
  for (std::size_t i = 0; i < 1200; ++i) {
    x[i] = 1.0F;
  }
  const SignalHealth health = signal_health(x, 24000);
  EXPECT_DOUBLE_EQ(health.clipping_share, 0.25);
  EXPECT_DOUBLE_EQ(health.silence_share, 0.7);  // the third block is half full
  EXPECT_DOUBLE_EQ(health.dc_offset, 0.25);
  EXPECT_EQ(health.not_finite_share, 0.0);
}

TEST(SignalHealth, OfASoundSineIsGood) {
  const SignalHealth health = signal_health(test_support::sine(100.0, 24000), 24000);
  EXPECT_EQ(health.clipping_share, 0.0);
  EXPECT_EQ(health.silence_share, 0.0);
  EXPECT_NEAR(health.dc_offset, 0.0, 1e-6);
}

TEST(SignalHealth, ReportsWhatIsNotANumber) {
  std::vector<float> x(100, 0.5F);
  x[3] = std::numeric_limits<float>::quiet_NaN();
  const SignalHealth health = signal_health(x, 24000);
  EXPECT_DOUBLE_EQ(health.not_finite_share, 0.01);
  EXPECT_NEAR(health.dc_offset, 0.495, 1e-9);
  EXPECT_EQ(signal_health({}, 24000).silence_share, 0.0);
}

}  // namespace
}  // namespace melisma::audio
