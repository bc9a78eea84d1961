#include "models/corpus/composer/harmony.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/error.h"
#include "models/corpus/composer/progressions.h"

namespace melisma::models {
namespace {

constexpr MusicalKey kCMajor{0, MusicMode::kMajor};
constexpr MusicalKey kAMinor{9, MusicMode::kMinor};

std::string tones_of(std::string_view numeral, const MusicalKey& key) {
  std::string out;
  const Harmony harmony = read_numeral(numeral, key);
  for (int i = 0; i < harmony.count; ++i) {
    out += (i > 0 ? " " : "") + std::to_string(pitch_class(harmony.tone(i)));
  }
  return out;
}

TEST(Harmony, NumeralsAreChordsOfTheKey) {
  EXPECT_EQ(tones_of("I", kCMajor), "0 4 7");
  EXPECT_EQ(tones_of("ii7", kCMajor), "2 5 9 0");
  EXPECT_EQ(tones_of("IVM7", kCMajor), "5 9 0 4");
  EXPECT_EQ(tones_of("V7", kAMinor), "4 8 11 2");
  EXPECT_EQ(tones_of("VI", kAMinor), "5 9 0");
  EXPECT_EQ(tones_of("bVII", kCMajor), "10 2 5");
  EXPECT_EQ(tones_of("V7/ii", kCMajor), "9 1 4 7");
  EXPECT_EQ(tones_of("iih7", kAMinor), "11 2 5 9");
}

TEST(Harmony, AlteredTonesTakeThePlaceOfTheirNeighbours) {
  const Harmony dominant = read_numeral("V", kAMinor);
  EXPECT_TRUE(dominant.scale[8]);
  EXPECT_FALSE(dominant.scale[7]);
  EXPECT_EQ(read_numeral("i", kAMinor).scale, scale_of(kAMinor));
}

TEST(Harmony, WhatIsNoNumeralIsRefused) {
  EXPECT_THROW(read_numeral("X7", kCMajor), InputError);
  EXPECT_THROW(read_numeral("Vmaj9", kCMajor), InputError);
  EXPECT_THROW(read_numeral("", kCMajor), InputError);
}

TEST(Harmony, EveryProgressionCanBeReadAndAnswersOnTheTonic) {
  for (int book = 0; book < kProgressionBooks; ++book) {
    for (int mode = 0; mode < kMusicModes; ++mode) {
      const MusicalKey key{5, static_cast<MusicMode>(mode)};
      const Progressions found = progressions_of(static_cast<ProgressionBook>(book), key.mode);
      for (const std::string_view phrase : found.phrases) {
        EXPECT_EQ(read_progression(phrase, key).size(), 4U) << phrase;
      }
      for (const std::string_view open : found.open) {
        EXPECT_EQ(read_progression(open, key).size(), 2U) << open;
        EXPECT_NE(read_progression(open, key).back()[1].root, key.tonic) << open;
      }
      for (const std::string_view closed : found.closed) {
        EXPECT_EQ(read_progression(closed, key).size(), 2U) << closed;
        EXPECT_EQ(read_progression(closed, key).back()[1].root, key.tonic) << closed;
      }
    }
  }
}

TEST(Harmony, MovesAlongScales) {
  const PitchSet scale = scale_of(kCMajor);
  EXPECT_EQ(move_in_scale(60, 2, scale), 64);
  EXPECT_EQ(move_in_scale(60, -1, scale), 59);
  EXPECT_EQ(move_in_scale(61, 1, scale), 62);
  EXPECT_EQ(nearest_pitch(61, read_numeral("I", kCMajor).tones), 60);
}

}  // namespace
}  // namespace melisma::models
