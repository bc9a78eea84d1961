#include "audio/midi/score.h"

#include <random>

#include <gtest/gtest.h>

#include "audio/error.h"
#include "audio/midi/tempo_map.h"

namespace melisma::audio {
namespace {

Score tempo_score() {
  Score score;
  score.ticks_per_quarter = 100;
  score.tempos = {{200, 1000000}, {300, 250000}};  // 120 bpm, then 60, then 240
  score.notes = {{0, 400, 0, 0, 60, 80}};
  return score;
}

TEST(Score, SecondsFollowTheTempoMap) {
  const Score score = tempo_score();
  EXPECT_DOUBLE_EQ(seconds_at(score, 0), 0);
  EXPECT_DOUBLE_EQ(seconds_at(score, 100), 0.5);
  EXPECT_DOUBLE_EQ(seconds_at(score, 200), 1.0);
  EXPECT_DOUBLE_EQ(seconds_at(score, 250), 1.5);
  EXPECT_DOUBLE_EQ(seconds_at(score, 300), 2.0);
  EXPECT_DOUBLE_EQ(seconds_at(score, 400), 2.25);
  EXPECT_DOUBLE_EQ(duration_seconds(score), 2.25);
}

TEST(Score, TicksAndSecondsAreInverse) {
  std::mt19937 random(7);
  Score score;
  std::int64_t tick = 0;
  for (int i = 0; i < 50; ++i) {
    tick += 1 + random() % 2000;
    score.tempos.push_back({tick, static_cast<std::uint32_t>(100000 + random() % 1500000)});
  }
  double last = -1;
  for (std::int64_t t = 0; t < tick + 5000; t += 37) {
    const double seconds = seconds_at(score, t);
    EXPECT_GT(seconds, last);
    last = seconds;
    ASSERT_EQ(tick_at(score, seconds), t);
  }
}

TEST(Score, TempoMapNamesTheTempo) {
  const TempoMap map(tempo_score());
  EXPECT_DOUBLE_EQ(map.bpm_at(0), 120);
  EXPECT_DOUBLE_EQ(map.bpm_at(199.9), 120);
  EXPECT_DOUBLE_EQ(map.bpm_at(200), 60);
  EXPECT_DOUBLE_EQ(map.bpm_at(1e9), 240);
  EXPECT_DOUBLE_EQ(map.tick_at(-1), 0);
}

int downbeats(const std::vector<Beat>& list) {
  int count = 0;
  for (const Beat& beat : list) {
    count += beat.downbeat ? 1 : 0;
  }
  return count;
}

TEST(Score, BeatsOfThreeFour) {
  Score score;
  score.time_signatures = {{0, 3, 4}};
  score.notes = {{0, 480 * 6, 0, 0, 60, 80}};  // two bars
  const auto list = beats(score);
  ASSERT_EQ(list.size(), 6U);
  EXPECT_EQ(downbeats(list), 2);
  EXPECT_TRUE(list[0].downbeat);
  EXPECT_TRUE(list[3].downbeat);
  EXPECT_DOUBLE_EQ(list[3].time_s, 1.5);
}

TEST(Score, BeatsOfSixEightAreEighths) {
  Score score;
  score.time_signatures = {{0, 6, 8}};
  score.notes = {{0, 480 * 3 + 1, 0, 0, 60, 80}};  // one bar and a little
  const auto list = beats(score);
  ASSERT_EQ(list.size(), 7U);
  EXPECT_EQ(downbeats(list), 2);
  EXPECT_TRUE(list[6].downbeat);
  EXPECT_DOUBLE_EQ(list[1].time_s, 0.25);
}

TEST(Score, AChangeOfMetreStartsABar) {
  Score score;
  score.time_signatures = {{480 * 2, 3, 4}};  // after half a bar of 4/4
  score.notes = {{0, 480 * 5, 0, 0, 60, 80}};
  const auto list = beats(score);
  ASSERT_EQ(list.size(), 5U);
  EXPECT_TRUE(list[0].downbeat);
  EXPECT_FALSE(list[1].downbeat);
  EXPECT_TRUE(list[2].downbeat);
}

TEST(Score, AnEmptyScoreHasNoBeatsAndNoLength) {
  EXPECT_TRUE(beats(Score{}).empty());
  EXPECT_EQ(duration_seconds(Score{}), 0);
}

TEST(Score, AbsurdNumbersOfBeatsAreRefused) {
  Score score;
  score.ticks_per_quarter = 1;
  score.notes = {{0, std::int64_t{1} << 40U, 0, 0, 60, 80}};
  EXPECT_THROW(beats(score), InputError);
}

TEST(Score, TimedNotesAreSortedByOnset) {
  Score score = tempo_score();
  score.notes = {{250, 50, 0, 0, 60, 80}, {0, 100, 0, 0, 62, 80}};
  const auto timed = timed_notes(score);
  ASSERT_EQ(timed.size(), 2U);
  EXPECT_EQ(timed[0].note.pitch, 62);
  EXPECT_DOUBLE_EQ(timed[1].onset_s, 1.5);
  EXPECT_DOUBLE_EQ(timed[1].release_s, 2.0);
}

}  // namespace
}  // namespace melisma::audio
