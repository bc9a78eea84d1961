#include "audio/loudness.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "audio/error.h"
#include "tests/support/signals.h"

namespace melisma::audio {
namespace {

using ::melisma::test_support::sine;

/// EBU Tech 3341, case 1: a stereo 1 kHz sine at -23 dBFS measures -23 LUFS.
TEST(Loudness, ReferenceToneOnTwoChannels) {
  const auto tone = sine(1000.0, 48000UL * 5, 48000, std::pow(10.0, -23.0 / 20.0));
  std::vector<float> both;
  for (const float sample : tone) {
    both.insert(both.end(), {sample, sample});
  }
  EXPECT_NEAR(measure_loudness(both, SampleRate(48000), 2).integrated_lufs, -23.0, 0.1);
  EXPECT_NEAR(measure_loudness(tone, SampleRate(48000)).integrated_lufs, -26.0, 0.1);
}

TEST(Loudness, TruePeakSeesBetweenSamples) {
  // A quarter of the rate with a phase of 45 degrees: the samples reach 0.707 of the peak only.
  std::vector<float> tone(24000);
  for (std::size_t n = 0; n < tone.size(); ++n) {
    tone[n] = 0.5F * static_cast<float>(std::sin(M_PI / 2.0 * static_cast<double>(n) + M_PI / 4.0));
  }
  EXPECT_NEAR(measure_loudness(tone, SampleRate(24000)).true_peak_db, -6.02, 0.3);
}

TEST(Loudness, BlocksAndHostileSamplesDoNotMatter) {
  auto tone = sine(440.0, 24000);
  LoudnessMeter meter(SampleRate(24000), 1);
  for (std::size_t n = 0; n < tone.size(); n += 480) {
    meter.add(std::span(tone).subspan(n, 480));
  }
  EXPECT_EQ(meter.integrated_lufs(), measure_loudness(tone, SampleRate(24000)).integrated_lufs);
  tone[100] = std::numeric_limits<float>::quiet_NaN();
  tone[200] = std::numeric_limits<float>::infinity();
  const Loudness hostile = measure_loudness(tone, SampleRate(24000));
  EXPECT_NEAR(hostile.integrated_lufs, meter.integrated_lufs(), 0.1);
  EXPECT_LT(hostile.true_peak_db, 0.0);
}

TEST(Loudness, SilenceIsMinusInfinity) {
  const Loudness silence = measure_loudness(std::vector<float>(24000), SampleRate(24000));
  EXPECT_EQ(silence.integrated_lufs, -std::numeric_limits<double>::infinity());
  EXPECT_EQ(silence.true_peak_db, -std::numeric_limits<double>::infinity());
  EXPECT_EQ(measure_loudness({}, SampleRate(24000)).integrated_lufs,
            -std::numeric_limits<double>::infinity());
}

TEST(Loudness, RefusesImpossibleStreams) {
  EXPECT_THROW(LoudnessMeter(SampleRate(24000), 0), ConfigError);
  EXPECT_THROW(LoudnessMeter(SampleRate(0), 1), ConfigError);
}

}  // namespace
}  // namespace melisma::audio
