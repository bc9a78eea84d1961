#include "synth/midi_performance.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace melisma::synth {
namespace {

MidiMessage message(int status, int data1, int data2 = 0) {
  return {static_cast<std::uint8_t>(status),
          static_cast<std::uint8_t>(data1),
          static_cast<std::uint8_t>(data2),
          {}};
}

/// Piano, and what its next frame says.
class MidiPerformanceTest : public ::testing::Test {
 protected:
  std::vector<models::Feature> next() {
    std::vector<models::Feature> features;
    performance_.next_frame(features);
    return features;
  }
  static float value(const std::vector<models::Feature>& features, int index) {
    const auto found = std::find_if(features.begin(), features.end(), [&](const auto& feature) {
      return feature.index == index;
    });
    return found == features.end() ? 0 : found->value;
  }
  static float sustained(const std::vector<models::Feature>& features, int pitch, int family = 0) {
    return value(features, models::kSustainFeatures + family * models::kMidiPitches + pitch);
  }

  MidiPerformance performance_{50, 0};
};

TEST_F(MidiPerformanceTest, KeysSoundWhileTheyAreDown) {
  performance_.take(message(0x90, 60, 127));
  EXPECT_FLOAT_EQ(sustained(next(), 60), 1);
  EXPECT_FLOAT_EQ(sustained(next(), 60), 1);
  performance_.take(message(0x80, 60, 64));
  EXPECT_FLOAT_EQ(sustained(next(), 60), 0);
  performance_.take(message(0x90, 60, 100));
  next();
  performance_.take(message(0x90, 60, 0));  // the other way to let go
  EXPECT_FLOAT_EQ(sustained(next(), 60), 0);
}

TEST_F(MidiPerformanceTest, ThePedalHoldsUntilItIsUp) {
  performance_.take(message(0x90, 60, 100));
  performance_.take(message(0xB0, 64, 127));
  performance_.take(message(0x80, 60));
  EXPECT_GT(sustained(next(), 60), 0);
  performance_.take(message(0x90, 60, 50));  // struck again while the pedal holds it
  EXPECT_FLOAT_EQ(sustained(next(), 60), 50.0F / 127);
  performance_.take(message(0x90, 64, 100));  // still down when the pedal goes up
  performance_.take(message(0x80, 60));
  performance_.take(message(0xB0, 64, 0));
  const auto after = next();
  EXPECT_FLOAT_EQ(sustained(after, 60), 0);
  EXPECT_GT(sustained(after, 64), 0);
}

TEST_F(MidiPerformanceTest, AllNotesOffReleasesItsChannelPedalOrNot) {
  performance_.take(message(0x90, 60, 100));
  performance_.take(message(0x91, 72, 100));
  next();
  performance_.take(message(0xB0, 64, 127));
  performance_.take(message(0x80, 60));
  performance_.take(message(0xB0, 123, 0));
  const auto after = next();
  EXPECT_FLOAT_EQ(sustained(after, 60), 0);
  EXPECT_GT(sustained(after, 72), 0);
  performance_.release_all();
  EXPECT_FLOAT_EQ(sustained(next(), 72), 0);
  next();
  EXPECT_EQ(performance_.silent_frames(), 2);
}

TEST_F(MidiPerformanceTest, AProgramChangeLeavesSoundingNotesTheirs) {
  performance_.take(message(0x90, 60, 100));
  performance_.take(message(0xC0, 40));  // violin: family 5
  performance_.take(message(0x90, 67, 100));
  const auto both = next();
  EXPECT_GT(sustained(both, 60, 0), 0);
  EXPECT_GT(sustained(both, 67, 5), 0);
  EXPECT_GT(value(both, models::kProgramFeatures + 40), 0);
  performance_.take(message(0x80, 60));
  performance_.take(message(0x80, 67));
  const auto none = next();
  EXPECT_FLOAT_EQ(sustained(none, 60, 0), 0);
  EXPECT_FLOAT_EQ(sustained(none, 67, 5), 0);
}

TEST_F(MidiPerformanceTest, BendsByItsRange) {
  performance_.take(message(0xE0, 0, 96));  // half way up, range 2
  EXPECT_NEAR(value(next(), models::kBendFeatures), 1.0 / 12, 1e-6);
  for (const auto& [controller, data] : {std::pair{101, 0}, {100, 0}, {6, 12}}) {
    performance_.take(message(0xB0, controller, data));
  }
  EXPECT_NEAR(value(next(), models::kBendFeatures), 6.0 / 12, 1e-6);
  performance_.take(message(0xB0, 38, 50));  // and cents
  EXPECT_NEAR(value(next(), models::kBendFeatures), 6.25 / 12, 1e-6);
  for (const auto& [controller, data] : {std::pair{99, 1}, {98, 0}, {6, 2}}) {  // another parameter
    performance_.take(message(0xB0, controller, data));
  }
  EXPECT_NEAR(value(next(), models::kBendFeatures), 6.25 / 12, 1e-6);
  performance_.take(message(0xB0, 121, 0));
  EXPECT_FLOAT_EQ(value(next(), models::kBendFeatures), 0);
}

TEST_F(MidiPerformanceTest, TheTenthChannelDrums) {
  performance_.take(message(0x99, 36, 127));
  EXPECT_FLOAT_EQ(value(next(), models::kDrumOnsetFeatures + 36), 1);
}

TEST_F(MidiPerformanceTest, IgnoresWhatIsNoMessageOfAPlayer) {
  for (const auto& odd : {message(0x90, 200, 100),
                          message(0x90, 60, 200),
                          message(0xF0, 1, 2),
                          message(0x20, 60, 100),
                          message(0xA0, 60, 100),
                          message(0xD0, 60),
                          message(0x80, 61)}) {
    performance_.take(odd);
  }
  next();
  EXPECT_TRUE(performance_.notes().empty());
  EXPECT_EQ(performance_.silent_frames(), 1);
}

TEST_F(MidiPerformanceTest, NoNoteHangsAfterAFlood) {
  unsigned random = 1;
  for (int i = 0; i < 100000; ++i) {
    random = random * 1664525U + 1013904223U;
    const int status = 0x80 + static_cast<int>(random >> 24U) % 0x70;
    performance_.take(message(
        status, static_cast<int>(random >> 9U) & 127, static_cast<int>(random >> 16U) & 127));
    if (i % 500 == 0) {
      next();
    }
  }
  performance_.release_all();
  next();
  const auto after = next();
  for (const models::Feature& feature : after) {
    EXPECT_FALSE(feature.index >= models::kSustainFeatures &&
                 feature.index < models::kOnsetFeatures)
        << feature.index;
  }
}

}  // namespace
}  // namespace melisma::synth
