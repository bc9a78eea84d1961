#include "audio/midi/looped_score.h"

#include <gtest/gtest.h>

namespace melisma::audio {
namespace {

Note note(std::int64_t start, std::int64_t length, std::uint8_t pitch = 60) {
  return {start, length, 0, 0, pitch, 80};
}

TEST(LoopedScore, EndsAtTheBarLineAfterTheLastNote) {
  Score score;
  EXPECT_EQ(loop_tick(score), 0);
  score.notes = {note(0, 480)};
  EXPECT_EQ(loop_tick(score), 4 * 480);
  score.notes = {note(3 * 480, 480)};
  EXPECT_EQ(loop_tick(score), 4 * 480);
  score.notes = {note(3 * 480, 480 + 30)};  // rings a little over the line
  EXPECT_EQ(loop_tick(score), 4 * 480);
  score.notes = {note(4 * 480, 240)};
  EXPECT_EQ(loop_tick(score), 8 * 480);
  score.time_signatures = {{0, 3, 4}, {3 * 480, 6, 8}};
  EXPECT_EQ(loop_tick(score), 6 * 480);
}

TEST(LoopedScore, RepeatsNotesTempoAndBends) {
  Score score;
  score.notes = {note(0, 480), note(1800, 480, 64)};
  score.tempos = {{960, 400000}};
  score.pitch_bends = {{100, 2, 1.5F}};
  const Score three = repeated(score, 1920, 3);
  ASSERT_EQ(three.notes.size(), 6U);
  EXPECT_EQ(three.notes[1].duration_ticks, 120);  // cut at the line
  EXPECT_EQ(three.notes[2].start_tick, 1920);
  EXPECT_EQ(three.notes[5].start_tick, 2 * 1920 + 1800);
  const double once = seconds_at(three, 1920);
  EXPECT_DOUBLE_EQ(once, 0.5 * 2 + 0.4 * 2);  // 120 bpm, then 150
  EXPECT_NEAR(seconds_at(three, 3 * 1920), 3 * once, 1e-9);
  bool centred = false;
  for (const PitchBend& bend : three.pitch_bends) {
    centred = centred || (bend.tick == 1920 && bend.channel == 2 && bend.semitones == 0);
  }
  EXPECT_TRUE(centred);
}

}  // namespace
}  // namespace melisma::audio
