#include "cli/eval/score_facts.h"

#include <gtest/gtest.h>

#include "audio/midi/playing_time.h"

namespace melisma::cli {
namespace {

audio::Note note(int beat, int pitch, int program = 0, int channel = 0) {
  return {.start_tick = beat * 480,
          .duration_ticks = 480,
          .channel = static_cast<std::uint8_t>(channel),
          .program = static_cast<std::uint8_t>(program),
          .pitch = static_cast<std::uint8_t>(pitch)};
}

TEST(ScoreFacts, CountsNotesInTheKeyOfTheHeader) {
  audio::Score score;
  score.key_signatures = {{0, 0, true}};  // A minor
  score.notes = {note(0, 57), note(1, 60), note(2, 68), note(3, 61), note(3, 36, 0, 9)};
  EXPECT_DOUBLE_EQ(score_facts(score).in_key_share, 0.75);  // G sharp leads to A, C sharp is out
  score.key_signatures = {{0, 0, false}};                   // C major
  EXPECT_DOUBLE_EQ(score_facts(score).in_key_share, 0.5);
}

TEST(ScoreFacts, EndsOnTheTonicWhenTheLastBassDoes) {
  audio::Score score;
  score.key_signatures = {{0, 0, false}};
  score.notes = {note(0, 67), note(3, 48), note(3, 64)};
  EXPECT_TRUE(score_facts(score).ends_on_tonic);
  score.notes[1].pitch = 43;
  EXPECT_FALSE(score_facts(score).ends_on_tonic);
  score.notes = {note(0, 48), note(2, 64)};
  score.notes[0].duration_ticks = 4 * 480;  // still sounds when the last note begins
  EXPECT_TRUE(score_facts(score).ends_on_tonic);
}

TEST(ScoreFacts, FindsBarsThatRepeat) {
  audio::Score score;
  score.notes = {note(0, 60), note(4, 60), note(8, 62), note(12, 60), note(13, 60)};
  EXPECT_DOUBLE_EQ(score_facts(score).repeated_bar_share, 1.0 / 3);
  EXPECT_DOUBLE_EQ(score_facts(score).repeated_part_share, 1.0 / 3);
  score.notes.push_back(note(4, 50, 33, 1));  // bars 1 and 3 of a bass that plays no other
  score.notes.push_back(note(12, 50, 33, 1));
  EXPECT_DOUBLE_EQ(score_facts(score).repeated_bar_share, 0);
  EXPECT_DOUBLE_EQ(score_facts(score).repeated_part_share, 2.0 / 4);
}

TEST(ScoreFacts, CountsWhoPlays) {
  audio::Score score;
  score.notes = {note(0, 60, 0), note(1, 60, 40), note(2, 60, 40), note(3, 40, 0, 9)};
  const ScoreFacts facts = score_facts(score);
  EXPECT_EQ(facts.programs, 2);
  EXPECT_DOUBLE_EQ(facts.notes_per_second, 2.0);
  EXPECT_DOUBLE_EQ(seconds_by_program(score)[40], 1.0);
  EXPECT_DOUBLE_EQ(seconds_by_program(score)[0], 0.5);
}

TEST(ScoreFacts, OfNothingAreZero) {
  const ScoreFacts facts = score_facts({});
  EXPECT_EQ(facts.in_key_share, 0);
  EXPECT_FALSE(facts.ends_on_tonic);
  EXPECT_EQ(facts.repeated_bar_share, 0);
  EXPECT_EQ(facts.programs, 0);
}

}  // namespace
}  // namespace melisma::cli
