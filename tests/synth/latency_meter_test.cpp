#include "synth/io/latency_meter.h"

#include <gtest/gtest.h>

namespace melisma::synth {
namespace {

TEST(LatencyMeter, FindsWhereANoteBegins) {
  std::vector<float> played(48000, 0.002F);  // the hiss before it
  for (std::size_t i = 12000; i < 30000; ++i) {
    played[i] = i % 2 == 0 ? 0.4F : -0.4F;
  }
  EXPECT_EQ(find_attack(played, 10000, 2400, 19200), 12000);
  EXPECT_EQ(find_attack(played, 32000, 1000, 9000), -1);
  EXPECT_EQ(find_attack({}, 0, 10, 10), -1);
}

TEST(LatencyMeter, ANoteInSilenceCountsFromItsFirstLoudSample) {
  std::vector<float> played(1000, 0);
  played[500] = 0.0005F;  // below what anyone hears
  played[600] = 0.01F;
  EXPECT_EQ(find_attack(played, 100, 50, 800), 600);
}

TEST(OutputTap, HandsOverBlocksWithTheirTimes) {
  OutputTap tap(0.01, 48000);
  const std::vector<float> stereo{1, -1, 2, -2, 3, -3};
  tap.put(stereo, 2);
  OutputTap::Block block;
  std::vector<float> samples;
  ASSERT_TRUE(tap.take(block, samples));
  EXPECT_EQ(samples, (std::vector<float>{1, 2, 3}));
  EXPECT_LE(block.played, OutputTap::Clock::now());
  EXPECT_FALSE(tap.take(block, samples));
  for (int i = 0; i < 1000; ++i) {
    tap.put(stereo, 2);  // nobody listens: what does not fit is left out
  }
  int blocks = 0;
  while (tap.take(block, samples)) {
    ASSERT_EQ(samples, (std::vector<float>{1, 2, 3}));
    ++blocks;
  }
  EXPECT_GT(blocks, 100);
}

}  // namespace
}  // namespace melisma::synth
