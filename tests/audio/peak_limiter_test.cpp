#include "audio/peak_limiter.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "audio/error.h"
#include "audio/loudness.h"
#include "tests/support/allocation_guard.h"
#include "tests/support/signals.h"

namespace melisma::audio {
namespace {

constexpr SampleRate kRate{24000};

std::vector<float> limited(const std::vector<float>& in, std::size_t block, double ceiling = -1.0) {
  PeakLimiter limiter(kRate, ceiling);
  std::vector<float> out;
  for (std::size_t at = 0; at < in.size(); at += block) {
    limiter.process(std::span(in).subspan(at, std::min(block, in.size() - at)), out);
  }
  limiter.finish(out);
  return out;
}

std::vector<float> scaled(std::vector<float> samples, float gain) {
  for (float& sample : samples) {
    sample *= gain;
  }
  return samples;
}

TEST(PeakLimiter, QuietSoundPassesBitForBit) {
  const auto noise = scaled(test_support::noise(5000, 3), 0.3F);
  EXPECT_EQ(limited(noise, 480), noise);
}

TEST(PeakLimiter, KeepsTruePeaksBelowTheCeiling) {
  for (const float gain : {2.5F, 5.0F, 20.0F}) {
    for (const double frequency : {100.0, 997.0, 6000.3, 11000.0}) {
      const auto out = limited(scaled(test_support::sine(frequency, 24000), gain), 480);
      EXPECT_LE(measure_loudness(out, kRate).true_peak_db, -1.0) << gain << " " << frequency;
      EXPECT_GE(measure_loudness(out, kRate).true_peak_db, -2.0) << gain << " " << frequency;
    }
    const auto out = limited(scaled(test_support::noise(48000, 5), gain), 480);
    EXPECT_LE(measure_loudness(out, kRate).true_peak_db, -1.0) << gain;
  }
}

TEST(PeakLimiter, BlocksDoNotMatterAndLengthIsKept) {
  for (const std::size_t length : {0U, 1U, 50U, 128U, 129U, 7001U}) {
    const auto loud = scaled(test_support::noise(length, 9), 2.0F);
    const auto whole = limited(loud, 100000);
    EXPECT_EQ(whole.size(), length);
    for (const std::size_t block : {1U, 7U, 480U}) {
      EXPECT_EQ(limited(loud, block), whole) << length << " " << block;
    }
  }
}

/// The gain is a smooth curve: a burst in a quiet tone turns the tone down for a moment and it comes back
/// to the bit.
TEST(PeakLimiter, RecoversAfterABurst) {
  auto tone = test_support::sine(300.0, 72000, 24000, 0.5);
  const auto before = tone;
  for (std::size_t n = 10000; n < 10100; ++n) {
    tone[n] *= 4.0F;
  }
  const auto out = limited(tone, 480);
  EXPECT_TRUE(std::equal(out.begin(), out.begin() + 9800, before.begin()));
  EXPECT_TRUE(std::equal(out.begin() + 71000, out.end(), before.begin() + 71000));
  EXPECT_LT(std::abs(out[10500]), std::abs(before[10500]));
  for (std::size_t n = 9700; n < 9900; ++n) {
    EXPECT_NEAR(out[n], before[n], 0.51 * (static_cast<double>(n) - 9700) / 120);
  }
}

TEST(PeakLimiter, SaysHowMuch) {
  PeakLimiter limiter(kRate, -1.0);
  std::vector<float> out;
  limiter.process(scaled(test_support::sine(1000.0, 4800), 0.5F), out);
  EXPECT_EQ(limiter.most_reduction_db(), 0.0);
  limiter.process(scaled(test_support::sine(1000.0, 4800), 4.0F), out);
  EXPECT_NEAR(limiter.most_reduction_db(), 7.3, 0.3);
}

TEST(PeakLimiter, DoesNotAllocate) {
  const auto loud = scaled(test_support::noise(4800, 9), 2.0F);
  PeakLimiter limiter(kRate, -1.0);
  std::vector<float> out;
  out.reserve(2 * loud.size());
  const test_support::AllocationGuard guard;
  limiter.process(loud, out);
  limiter.finish(out);
  EXPECT_EQ(guard.count(), 0);
}

TEST(PeakLimiter, RefusesAnImpossibleCeiling) {
  EXPECT_THROW(PeakLimiter(kRate, 1.0), ConfigError);
  EXPECT_THROW(PeakLimiter(kRate, -60.0), ConfigError);
  EXPECT_THROW(PeakLimiter(kRate, std::nan("")), ConfigError);
}

}  // namespace
}  // namespace melisma::audio
