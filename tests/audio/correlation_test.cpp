#include "audio/metrics/correlation.h"

#include <vector>

#include <gtest/gtest.h>

namespace melisma::audio {
namespace {

TEST(PearsonCorrelation, IsInvariantToGainAndOffset) {
  const std::vector<float> x{1, 2, 5, 3};
  const std::vector<float> y{12, 14, 20, 16};
  const std::vector<float> opposite{-1, -2, -5, -3};
  EXPECT_NEAR(pearson_correlation(x, y), 1.0, 1e-12);
  EXPECT_NEAR(pearson_correlation(x, opposite), -1.0, 1e-12);
}

TEST(PearsonCorrelation, OfAConstantIsZero) {
  EXPECT_EQ(pearson_correlation(std::vector<float>{1, 2}, std::vector<float>{3, 3}), 0.0);
  EXPECT_EQ(pearson_correlation({}, {}), 0.0);
}

}  // namespace
}  // namespace melisma::audio
