#include "codec/spectral_features.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/signals.h"

namespace melisma::codec {
namespace {

std::vector<float> features_of(std::span<const float> samples) {
  const AnalysisConfig config;
  SpectralFeatures analysis(config);
  std::vector<float> features(static_cast<std::size_t>(config.feature_count()));
  analysis.compute(samples, features);
  return features;
}

TEST(SpectralFeatures, FullScaleSineHasMagnitudeOneInBothWindows) {
  const auto features = features_of(test_support::sine(1000.0, 1920, 24000, 1.0));
  EXPECT_NEAR(features[80], std::log(1.001F), 1e-3F);              // 1000 Hz / 12.5 Hz a bin
  EXPECT_LT(features[90], std::log(2e-3F));                        // ten bins away
  for (std::size_t window = 0; window < 4; ++window) {
    EXPECT_NEAR(features[481 + window * 241 + 20], std::log(1.001F), 2e-2F);  // 50 Hz a bin
  }
}

TEST(SpectralFeatures, SilenceIsTheFloor) {
  for (const float value : features_of(std::vector<float>(1920))) {
    EXPECT_FLOAT_EQ(value, std::log(1e-3F));
  }
}

TEST(SpectralFeatures, ClickIsSeenByTheShortWindowsThatReachIt) {
  std::vector<float> samples(1920);
  samples[960 + 240] = 1.0F;  // 240 samples after t hop: the centre of short window 2
  const auto features = features_of(samples);
  const auto level = [&](std::size_t window) { return features[481 + window * 241 + 100]; };
  EXPECT_FLOAT_EQ(level(0), std::log(1e-3F));  // a Hann window is zero at its edge
  EXPECT_GT(level(2), level(1) + 0.5F);
  EXPECT_GT(level(2), level(3) + 0.5F);
  EXPECT_NEAR(level(1), level(3), 1e-3F);
}

TEST(SpectralFeatures, CountsMatchTheirLayout) {
  const AnalysisConfig config;
  EXPECT_EQ(config.feature_count(), 481 + 4 * 241);
  EXPECT_EQ(config.past_samples() + config.future_samples(), 1920);
}

}  // namespace
}  // namespace melisma::codec
