#include "synth/playback_buffer.h"

#include <algorithm>
#include <cmath>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/allocation_guard.h"
#include "tests/support/lock_guard.h"

namespace melisma::synth {
namespace {

constexpr int kRate = 48000;

std::vector<float> ramp(std::size_t count, float from = 1) {
  std::vector<float> samples(count);
  for (std::size_t i = 0; i < count; ++i) {
    samples[i] = from + static_cast<float>(i);
  }
  return samples;
}

std::vector<float> heard(PlaybackBuffer& buffer, std::size_t count, std::size_t channels = 1) {
  std::vector<float> out(count * channels, -7);
  buffer.read(out, channels);
  return out;
}

TEST(PlaybackBuffer, IsSilentUntilStarted) {
  PlaybackBuffer buffer(100, kRate);
  EXPECT_EQ(buffer.write(ramp(10)), 10U);
  EXPECT_EQ(heard(buffer, 4), std::vector<float>(4, 0));
  EXPECT_EQ(buffer.waiting(), 10U);
  buffer.start();
  EXPECT_EQ(heard(buffer, 4), ramp(4));
  EXPECT_EQ(buffer.counts().played, 4U);
  EXPECT_EQ(buffer.counts().underruns, 0U);
}

TEST(PlaybackBuffer, PlaysEverySampleUntouchedOnAllChannels) {
  PlaybackBuffer buffer(4000, kRate);
  buffer.write(ramp(3000));
  buffer.start();
  const auto out = heard(buffer, 3000, 2);
  for (std::size_t i = 0; i < 3000; ++i) {
    ASSERT_EQ(out[2 * i], 1 + static_cast<float>(i));
    ASSERT_EQ(out[2 * i + 1], out[2 * i]);
  }
}

TEST(PlaybackBuffer, CountsAGapOnceAndWaitsToBeStartedAgain) {
  PlaybackBuffer buffer(100, kRate);
  buffer.write(ramp(3));
  buffer.start();
  EXPECT_EQ(heard(buffer, 5), (std::vector<float>{1, 2, 3, 0, 0}));
  EXPECT_FALSE(buffer.started());
  buffer.write(ramp(3));
  EXPECT_EQ(heard(buffer, 2), std::vector<float>(2, 0));
  EXPECT_EQ(buffer.counts().underruns, 1U);
  EXPECT_EQ(buffer.counts().missing, 2U);
  buffer.start();
  EXPECT_EQ(heard(buffer, 3), ramp(3));
  EXPECT_EQ(buffer.counts().underruns, 1U);
}

TEST(PlaybackBuffer, EndsWithoutUnderrun) {
  PlaybackBuffer buffer(100, kRate);
  buffer.write(ramp(3));
  buffer.end();
  buffer.start();
  EXPECT_FALSE(buffer.drained());
  EXPECT_EQ(heard(buffer, 5), (std::vector<float>{1, 2, 3, 0, 0}));
  EXPECT_TRUE(buffer.drained());
  EXPECT_EQ(heard(buffer, 2), std::vector<float>(2, 0));
  EXPECT_EQ(buffer.counts().underruns, 0U);
}

TEST(PlaybackBuffer, RestingIsNoUnderrun) {
  PlaybackBuffer buffer(100, kRate);
  buffer.write(ramp(3));
  buffer.set_resting(true);
  buffer.start();
  heard(buffer, 5);
  EXPECT_EQ(buffer.counts().underruns, 0U);
  EXPECT_FALSE(buffer.started());
  buffer.set_resting(false);
  buffer.write(ramp(2));
  buffer.start();
  heard(buffer, 5);
  EXPECT_EQ(buffer.counts().underruns, 1U);
}

TEST(PlaybackBuffer, PausesOverARampAndLosesNothing) {
  PlaybackBuffer buffer(8000, kRate);
  buffer.write(std::vector<float>(8000, 1));
  buffer.start();
  EXPECT_EQ(heard(buffer, 100), std::vector<float>(100, 1));
  buffer.pause(true);
  const auto down = heard(buffer, 300);
  EXPECT_TRUE(std::is_sorted(down.rbegin(), down.rend()));
  EXPECT_GT(down[10], 0.9F);
  EXPECT_EQ(down[250], 0.0F);
  const std::size_t waiting = buffer.waiting();
  EXPECT_EQ(heard(buffer, 300), std::vector<float>(300, 0));
  EXPECT_EQ(buffer.waiting(), waiting);
  buffer.pause(false);
  const auto up = heard(buffer, 300);
  EXPECT_TRUE(std::is_sorted(up.begin(), up.end()));
  EXPECT_EQ(up.back(), 1.0F);
  EXPECT_EQ(buffer.counts().underruns, 0U);
}

TEST(PlaybackBuffer, ChangesItsGainWithoutAStep) {
  PlaybackBuffer buffer(4000, kRate);
  buffer.write(std::vector<float>(4000, 1));
  buffer.start();
  heard(buffer, 10);
  buffer.set_gain(0.25F);
  const auto out = heard(buffer, 400);
  EXPECT_NEAR(out.back(), 0.25F, 1e-6);
  for (std::size_t i = 1; i < out.size(); ++i) {
    ASSERT_LT(std::abs(out[i] - out[i - 1]), 0.005F);
  }
}

TEST(PlaybackBuffer, ReadingNeitherAllocatesNorLocks) {
  PlaybackBuffer buffer(4096, kRate);
  buffer.write(std::vector<float>(4000, 0.5F));
  buffer.start();
  std::vector<float> out(2 * 480);
  const test_support::AllocationGuard allocations;
  const test_support::LockGuard locks;
  for (int block = 0; block < 12; ++block) {  // runs dry on the way
    buffer.set_gain(block % 2 == 0 ? 1.0F : 0.5F);
    buffer.pause(block == 3);
    buffer.read(out, 2);
  }
  EXPECT_EQ(allocations.count(), 0);
  EXPECT_EQ(locks.count(), 0);
  EXPECT_EQ(buffer.counts().underruns, 1U);
}

TEST(PlaybackBuffer, HandsSamplesFromThreadToThread) {
  constexpr std::size_t kCount = 200000;
  PlaybackBuffer buffer(1000, kRate);
  std::thread maker([&] {
    const auto samples = ramp(kCount);
    for (std::size_t at = 0; at < kCount;) {
      at += buffer.write(std::span(samples).subspan(at, std::min<std::size_t>(333, kCount - at)));
      buffer.start();
      std::this_thread::yield();
    }
    buffer.end();
    buffer.start();
  });
  std::vector<float> out(128);
  float last = 0;
  bool in_order = true;
  while (!buffer.drained()) {
    buffer.read(out, 1);
    for (const float sample : out) {
      in_order = in_order && (sample == 0 || sample == last + 1);
      last = sample != 0 ? sample : last;
    }
    std::this_thread::yield();
    if (!buffer.started()) {
      buffer.start();  // the last underrun may come after the maker's last start
    }
  }
  maker.join();
  EXPECT_TRUE(in_order);
  EXPECT_EQ(last, static_cast<float>(kCount));
  EXPECT_EQ(buffer.counts().played, kCount);
}

}  // namespace
}  // namespace melisma::synth
