#include "cli/eval/passage_index.h"

#include <random>

#include <gtest/gtest.h>

namespace melisma::cli {
namespace {

/// Random quarters and a drum a bar.
audio::Score piece(unsigned seed, int bars) {
  audio::Score score;
  std::mt19937 random(seed);
  for (int beat = 0; beat < 4 * bars; ++beat) {
    score.notes.push_back(
        {beat * 480, 240, 0, 0, static_cast<std::uint8_t>(60 + random() % 12), 80});
    if (beat % 4 == 0) {
      score.notes.push_back({beat * 480, 240, audio::kDrumChannel, 0, 36, 80});
    }
  }
  return score;
}

audio::Score changed(audio::Score score, int semitones, int bars_later) {
  for (audio::Note& note : score.notes) {
    note.start_tick += 1920 * bars_later;
    note.duration_ticks = 100;
    if (!note.is_drum()) {
      note.program = 40;
      note.pitch = static_cast<std::uint8_t>(note.pitch + semitones);
    }
  }
  return score;
}

TEST(PassageIndex, FindsWhatWasThereInAnyKeyAndAnywhere) {
  PassageIndex index(4);
  index.add(piece(1, 10));
  index.add(piece(2, 10));
  EXPECT_EQ(index.count(piece(2, 10)).passages, 7);
  EXPECT_EQ(index.count(piece(2, 10)).known, 7);
  // Empty bars in front: only passages without them are known.
  const auto moved = index.count(changed(piece(1, 10), 5, 3));
  EXPECT_EQ(moved.known, 7);
  EXPECT_GT(moved.passages, 7);
}

TEST(PassageIndex, OneOtherNoteMakesAnotherPassage) {
  PassageIndex index(4);
  index.add(piece(1, 10));
  auto other = piece(1, 10);
  other.notes[0].pitch = 80;  // in the first bar: one of seven passages
  EXPECT_EQ(index.count(other).known, 6);
  EXPECT_EQ(index.count(piece(3, 10)).known, 0);
}

TEST(PassageIndex, WhatIsTooShortOrEmptyHasNoPassage) {
  PassageIndex index(4);
  index.add({});
  EXPECT_EQ(index.count({}).passages, 0);
  EXPECT_EQ(index.count(piece(1, 3)).passages, 0);
}

}  // namespace
}  // namespace melisma::cli
