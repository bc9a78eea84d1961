#include "models/text/mood_habits.h"

#include <array>

#include <gtest/gtest.h>

#include "models/text/music_words.h"

namespace melisma::models {
namespace {

using Moods = std::vector<std::string_view>;

TEST(MoodHabits, EveryMoodOfTheVocabularyHasSensibleOnes) {
  for (const MusicWord& word : mood_words()) {
    const MoodHabit& habit = mood_habit(word.name);
    EXPECT_EQ(habit.name, word.name);
    EXPECT_LE(habit.minor_share, 1) << word.name;
    EXPECT_LT(habit.tempo_low, habit.tempo_high) << word.name;
    EXPECT_LE(habit.soft + habit.loud, 1) << word.name;
  }
}

TEST(MoodHabits, MoodsDecideTheModeWhereTheyCare) {
  EXPECT_GT(minor_share(Moods{"sad"}, .1), .8);
  EXPECT_LT(minor_share(Moods{"happy"}, .9), .2);
  EXPECT_EQ(minor_share(Moods{"calm"}, .3), .3);
  EXPECT_EQ(minor_share(Moods{}, .3), .3);
}

TEST(MoodHabits, MoodsNarrowTheTempoOfAStyle) {
  const TempoRange style{100, 200};
  EXPECT_EQ(tempo_range(Moods{}, style), style);
  const TempoRange calm = tempo_range(Moods{"calm"}, style);
  EXPECT_EQ(calm.low_bpm, 100);
  EXPECT_LT(calm.high_bpm, 150);
  EXPECT_GT(tempo_range(Moods{"energetic"}, style).low_bpm, calm.high_bpm);
  const TempoRange both =
      tempo_range(Moods{"sleepy", "energetic"}, style);  // contradict each other
  EXPECT_EQ(both.low_bpm, both.high_bpm);
  EXPECT_GT(both.low_bpm, 100);
  EXPECT_LT(both.high_bpm, 200);
}

}  // namespace
}  // namespace melisma::models
