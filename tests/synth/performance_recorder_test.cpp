#include "synth/performance_recorder.h"

#include <gtest/gtest.h>

namespace melisma::synth {
namespace {

TEST(PerformanceRecorder, KeepsNotesInTheirPlaces) {
  PerformanceRecorder recorder(50);
  const models::ScorePart violin{40, false};
  recorder.take(25, {violin, 2, 60, 90});
  recorder.take(50, {violin, 2, 60, 0});
  recorder.take(50, {violin, 2, 62, 80});
  recorder.take(75, {violin, 2, 62, 70});  // struck again
  const audio::Score score = recorder.score(100);
  ASSERT_EQ(score.notes.size(), 3U);
  EXPECT_NEAR(audio::seconds_at(score, score.notes[0].start_tick), 0.5, 1e-9);
  EXPECT_NEAR(audio::seconds_at(score, score.notes[0].end_tick()), 1.0, 1e-9);
  EXPECT_EQ(score.notes[0].program, 40);
  EXPECT_EQ(score.notes[0].channel, 2);
  EXPECT_NEAR(audio::seconds_at(score, score.notes[1].end_tick()), 1.5, 1e-9);
  EXPECT_EQ(score.notes[2].velocity, 70);
  EXPECT_NEAR(audio::seconds_at(score, score.notes[2].end_tick()), 2.0, 1e-9);  // still sounding
}

}  // namespace
}  // namespace melisma::synth
