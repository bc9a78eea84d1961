#include "synth/frame_time_histogram.h"

#include <gtest/gtest.h>

namespace melisma::synth {
namespace {

TEST(FrameTimeHistogram, QuantilesAreWithinABin) {
  FrameTimeHistogram times;
  for (int i = 1; i <= 1000; ++i) {
    times.add(i * 1e-5);
  }
  EXPECT_NEAR(times.quantile_ms(.5), 5.0, 0.3);
  EXPECT_NEAR(times.quantile_ms(.95), 9.5, 0.5);
  EXPECT_DOUBLE_EQ(times.max_ms(), 10.0);
  EXPECT_DOUBLE_EQ(times.quantile_ms(1.0), 10.0);
}

TEST(FrameTimeHistogram, EmptyIsZeroAndExtremesStayInside) {
  FrameTimeHistogram times;
  EXPECT_EQ(times.quantile_ms(.5), 0.0);
  times.add(0.0);
  times.add(1e9);
  EXPECT_EQ(times.count(), 2);
  EXPECT_EQ(times.max_ms(), 1e12);
}

}  // namespace
}  // namespace melisma::synth
