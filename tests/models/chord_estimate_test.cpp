#include "models/planner/chord_estimate.h"

#include <vector>

#include <gtest/gtest.h>

#include "models/planner/key_estimate.h"

namespace melisma::models {
namespace {

Chord chord_of(const std::vector<int>& pitch_classes, int bass) {
  ChordEvidence evidence;
  evidence.bass = bass;
  for (const int pitch_class : pitch_classes) {
    evidence.heard[static_cast<std::size_t>(pitch_class % 12)] += 1;
  }
  return estimate_chord(evidence);
}

TEST(ChordEstimate, NamesEveryQualityOnEveryRoot) {
  const std::vector<std::pair<ChordQuality, std::vector<int>>> shapes{
      {ChordQuality::kMajor, {0, 4, 7}},
      {ChordQuality::kMinor, {0, 3, 7}},
      {ChordQuality::kDiminished, {0, 3, 6}},
      {ChordQuality::kAugmented, {0, 4, 8}},
      {ChordQuality::kDominantSeventh, {0, 4, 7, 10}},
      {ChordQuality::kMajorSeventh, {0, 4, 7, 11}},
      {ChordQuality::kMinorSeventh, {0, 3, 7, 10}},
      {ChordQuality::kHalfDiminished, {0, 3, 6, 10}},
      {ChordQuality::kSuspendedFourth, {0, 5, 7}},
      {ChordQuality::kSuspendedSecond, {0, 2, 7}},
      {ChordQuality::kPower, {0, 7}},
  };
  for (const auto& [quality, tones] : shapes) {
    for (int root = 0; root < 12; ++root) {
      std::vector<int> moved;
      for (const int tone : tones) {
        moved.push_back(tone + root);
      }
      EXPECT_EQ(chord_of(moved, root), (Chord{root, quality})) << static_cast<int>(quality);
    }
  }
}

TEST(ChordEstimate, SilenceAndClustersHaveNoChord) {
  EXPECT_EQ(chord_of({}, -1), Chord{});
  EXPECT_EQ(chord_of({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, 0), Chord{});
}

TEST(ChordEstimate, PassingNotesDoNotMatter) {
  ChordEvidence evidence;
  evidence.heard = {4, 0, 1, 0, 3, 1, 0, 4, 0, 0.5, 0, 0};  // C major with D, F and A in passing
  evidence.bass = 0;
  EXPECT_EQ(estimate_chord(evidence), (Chord{0, ChordQuality::kMajor}));
}

TEST(ChordEstimate, NamesAreReadable) {
  EXPECT_EQ(chord_name({0, ChordQuality::kMajor}), "C");
  EXPECT_EQ(chord_name({4, ChordQuality::kMinorSeventh}, 2), "F#m7");
  EXPECT_EQ(chord_name({}), "none");
}

TEST(KeyEstimate, HearsScales) {
  for (int tonic = 0; tonic < 12; ++tonic) {
    audio::Score major;
    audio::Score minor;
    for (const int step : {0, 2, 4, 5, 7, 9, 11, 0, 4, 7, 0}) {
      major.notes.push_back({0, 480, 0, 0, static_cast<std::uint8_t>(60 + tonic + step), 80});
    }
    for (const int step : {0, 2, 3, 5, 7, 8, 11, 0, 3, 7, 0}) {
      minor.notes.push_back({0, 480, 0, 0, static_cast<std::uint8_t>(60 + tonic + step), 80});
    }
    EXPECT_EQ(estimate_key(major).tonic, tonic);
    EXPECT_FALSE(estimate_key(major).minor);
    EXPECT_EQ(estimate_key(minor).tonic, tonic);
    EXPECT_TRUE(estimate_key(minor).minor);
  }
  EXPECT_EQ(estimate_key({}).tonic, 0);
}

}  // namespace
}  // namespace melisma::models
