#include "audio/onsets.h"

#include <vector>

#include <gtest/gtest.h>

#include "audio/metrics/onset_agreement.h"
#include "tests/support/signals.h"

namespace melisma::audio {
namespace {

const std::vector<double> kTimes{0.25, 0.5, 0.8, 1.3, 1.45, 1.9};

TEST(Onsets, AreFoundWhereTheClicksAre) {
  const auto onsets = detect_onsets(test_support::clicks(kTimes, 60000), 24000);
  ASSERT_EQ(onsets.size(), kTimes.size());
  for (std::size_t i = 0; i < kTimes.size(); ++i) {
    EXPECT_NEAR(onsets[i], kTimes[i], 0.025);
  }
}

TEST(Onsets, OfSilenceAndNothingAreNone) {
  EXPECT_TRUE(detect_onsets(std::vector<float>(24000), 24000).empty());
  EXPECT_TRUE(detect_onsets({}, 24000).empty());
}

TEST(OnsetAgreement, WithItselfIsOne) {
  const auto x = test_support::clicks(kTimes, 60000);
  EXPECT_EQ(onset_f_measure(x, x, 24000), 1.0);
  EXPECT_NEAR(flux_correlation(x, x, 24000), 1.0, 1e-9);
}

TEST(OnsetAgreement, FallsWithAShiftPastTheTolerance) {
  const std::vector<double> reference{1.0, 2.0, 3.0, 4.0};
  const std::vector<double> near{1.04, 1.96, 3.0, 4.0};
  const std::vector<double> far{1.06, 1.94, 3.0, 4.0};
  EXPECT_EQ(match_onsets(reference, near).f_measure(), 1.0);
  EXPECT_EQ(match_onsets(reference, far).f_measure(), 0.5);
}

TEST(OnsetAgreement, MatchesOneToOne) {
  const std::vector<double> reference{1.0, 2.0};
  const std::vector<double> detected{0.98, 1.0, 1.02};
  const auto result = match_onsets(reference, detected);
  EXPECT_EQ(result.matched, 1U);
  EXPECT_DOUBLE_EQ(result.precision(), 1.0 / 3.0);
  EXPECT_DOUBLE_EQ(result.recall(), 0.5);
  EXPECT_DOUBLE_EQ(result.f_measure(), 0.4);
}

TEST(OnsetAgreement, OfNothingWithNothingIsOne) {
  EXPECT_EQ(match_onsets({}, {}).f_measure(), 1.0);
  EXPECT_EQ(match_onsets(std::vector{1.0}, {}).f_measure(), 0.0);
}

}  // namespace
}  // namespace melisma::audio
