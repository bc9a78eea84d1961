#include "audio/metrics/tempo_estimate.h"

#include <vector>

#include <gtest/gtest.h>

#include "tests/support/signals.h"

namespace melisma::audio {
namespace {

std::vector<float> metronome(double bpm, double seconds) {
  std::vector<double> times;
  for (double t = 0.1; t < seconds - 0.1; t += 60.0 / bpm) {
    times.push_back(t);
  }
  return test_support::clicks(times, static_cast<std::size_t>(seconds * 24000.0));
}

TEST(TempoEstimate, FindsAMetronome) {
  for (const double bpm : {53.0, 72.0, 90.0, 120.0, 133.0, 176.0}) {
    const auto clicks = metronome(bpm, 12.0);
    EXPECT_LT(tempo_error(estimate_signal_tempo(clicks, 24000), bpm), 0.01) << bpm;
    EXPECT_NEAR(estimate_signal_tempo(clicks, 24000, bpm), bpm, 0.01 * bpm);
  }
}

TEST(TempoEstimate, OfSilenceOrTooLittleIsNone) {
  EXPECT_EQ(estimate_signal_tempo(std::vector<float>(240000), 24000), 0.0);
  EXPECT_EQ(estimate_signal_tempo(metronome(120.0, 2.0), 24000), 0.0);
  EXPECT_EQ(tempo_error(0.0, 120.0), 1.0);
}

TEST(TempoEstimate, FoldsToTheExpectedLevel) {
  EXPECT_DOUBLE_EQ(fold_tempo(60.0, 121.0), 120.0);
  EXPECT_DOUBLE_EQ(fold_tempo(180.0, 59.0), 60.0);
  EXPECT_DOUBLE_EQ(fold_tempo(100.0, 110.0), 100.0);
  EXPECT_NEAR(tempo_error(60.0, 100.0), 0.1, 1e-9);  // 3/2 is the nearest level
}

}  // namespace
}  // namespace melisma::audio
