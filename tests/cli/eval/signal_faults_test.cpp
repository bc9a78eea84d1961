#include "cli/eval/signal_faults.h"

#include <algorithm>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/signals.h"

namespace melisma::cli {
namespace {

TEST(SignalFaults, AGoodSignalHasNone) {
  EXPECT_FALSE(signal_faults(test_support::sine(220, 24000), 24000, 1.0).any());
}

TEST(SignalFaults, FindsSilence) {
  auto mostly_silent = test_support::sine(220, 24000);
  std::fill(mostly_silent.begin() + 8000, mostly_silent.end(), 0.0F);
  EXPECT_TRUE(signal_faults(mostly_silent, 24000, 1.0).silent);
  EXPECT_TRUE(signal_faults({}, 24000, 0).silent);
}

TEST(SignalFaults, FindsWrongLengths) {
  const auto second = test_support::sine(220, 24000);
  EXPECT_TRUE(signal_faults(second, 24000, 0.5).too_long);
  EXPECT_TRUE(signal_faults(second, 24000, 2.0).too_short);
  EXPECT_FALSE(signal_faults(second, 24000, 1.2).any());
  EXPECT_FALSE(signal_faults(second, 24000, 0).any());
}

TEST(SignalFaults, FindsClippingAndWhatIsNoNumber) {
  EXPECT_TRUE(signal_faults(test_support::sine(220, 24000, 24000, 1.5), 24000, 1).clipped);
  auto broken = test_support::sine(220, 24000);
  broken[5] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_TRUE(signal_faults(broken, 24000, 1).not_finite);
}

TEST(FaultCounts, CountEveryFaultAndEveryOutputOnce) {
  FaultCounts counts;
  counts.add({.silent = true, .too_short = true});
  counts.add({.too_long = true});
  counts.add({});
  EXPECT_EQ(counts.outputs, 3);
  EXPECT_EQ(counts.silent, 1);
  EXPECT_EQ(counts.too_short, 1);
  EXPECT_EQ(counts.too_long, 1);
  EXPECT_EQ(counts.clipped, 0);
  EXPECT_EQ(counts.with_any, 2);
}

}  // namespace
}  // namespace melisma::cli
