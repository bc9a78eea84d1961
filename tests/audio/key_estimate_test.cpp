#include "audio/metrics/key_estimate.h"

#include <vector>

#include <gtest/gtest.h>

#include "tests/support/notes.h"

namespace melisma::audio {
namespace {

/// Tonic, fourth, fifth and tonic chords with the scale as a tune.
std::vector<TimedNote> cadence(int tonic, bool minor) {
  const int third = minor ? 3 : 4;
  const std::vector<std::vector<int>> chords{
      {0, third, 7}, {5, 5 + third, 12}, {7, 11, 14}, {0, third, 7}};
  std::vector<TimedNote> notes;
  for (std::size_t bar = 0; bar < chords.size(); ++bar) {
    const double start = static_cast<double>(bar);
    for (const int step : chords[bar]) {
      notes.push_back(test_support::timed_note(tonic + step, start, start + 1.0));
    }
    notes.push_back(test_support::timed_note(tonic + chords[bar][0] - 12, start, start + 1.0));
  }
  return notes;
}

TEST(KeyEstimate, NamesAllKeysFromNotes) {
  for (int tonic = 0; tonic < 12; ++tonic) {
    for (const bool minor : {false, true}) {
      const KeyEstimate key = estimate_key(cadence(60 + tonic, minor));
      EXPECT_EQ(key.tonic, tonic);
      EXPECT_EQ(key.minor, minor);
      EXPECT_GT(key.correlation, 0.7);
    }
  }
}

TEST(KeyEstimate, NamesKeysFromSound) {
  for (const int tonic : {0, 3, 9}) {
    for (const bool minor : {false, true}) {
      const auto sound = test_support::play(cadence(60 + tonic, minor), 96000);
      const KeyEstimate key = estimate_key(sound, 24000);
      EXPECT_EQ(key.tonic, tonic);
      EXPECT_EQ(key.minor, minor);
    }
  }
}

TEST(KeyEstimate, HasNothingToGoByInSilence) {
  EXPECT_EQ(estimate_key(std::vector<float>(48000), 24000).correlation, 0.0);
  EXPECT_EQ(estimate_key(std::vector<TimedNote>{}).correlation, 0.0);
}

}  // namespace
}  // namespace melisma::audio
