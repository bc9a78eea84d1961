#include "models/conditioning/score_features.h"

#include <chrono>
#include <cmath>
#include <map>
#include <random>

#include <gtest/gtest.h>

#include "audio/error.h"

namespace melisma::models {
namespace {

using audio::Note;
using audio::Score;

constexpr double kRate = 50.0;

std::map<int, float> as_map(std::span<const Feature> row) {
  std::map<int, float> out;
  for (const Feature& feature : row) {
    EXPECT_TRUE(out.emplace(feature.index, feature.value).second) << "twice: " << feature.index;
    EXPECT_GE(feature.index, 0);
    EXPECT_LT(feature.index, kScoreFeatureCount);
  }
  return out;
}

float value(std::span<const Feature> row, int index) {
  const auto map = as_map(row);
  const auto found = map.find(index);
  return found == map.end() ? 0.0F : found->second;
}

/// 480 ticks a quarter at 120 bpm: 960 ticks a second, 19.2 ticks a frame.
Note note(double start_s, double length_s, int program, int pitch, int velocity, int channel = 0) {
  return {std::llround(start_s * 960),
          std::llround(length_s * 960),
          static_cast<std::uint8_t>(channel),
          static_cast<std::uint8_t>(program),
          static_cast<std::uint8_t>(pitch),
          static_cast<std::uint8_t>(velocity)};
}

Score random_score(unsigned seed, int notes, double seconds) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> unit(0.0, 1.0);
  Score score;
  score.tempos = {{0, 500000}, {2000, 333333}, {5000, 750000}};
  score.time_signatures = {{0, 4, 4}, {3840, 3, 4}, {3840 + 1440 * 2, 6, 8}};
  for (int i = 0; i < notes; ++i) {
    const double length = unit(random) < 0.1 ? 5.0 : unit(random) < 0.3 ? 0.005 : unit(random);
    const int channel = static_cast<int>(random() % 16);
    score.notes.push_back(note(unit(random) * seconds,
                               length,
                               static_cast<int>(random() % 40),
                               40 + static_cast<int>(random() % 8),
                               1 + static_cast<int>(random() % 127),
                               channel));
  }
  for (int i = 0; i < notes / 4; ++i) {
    score.pitch_bends.push_back({static_cast<std::int64_t>(unit(random) * seconds * 960),
                                 static_cast<std::uint8_t>(random() % 16),
                                 static_cast<float>(unit(random) * 4 - 2)});
  }
  audio::sort_score(score);
  return score;
}

TEST(ScoreFeatures, ANoteSoundsFromItsFrameToItsRelease) {
  Score score;
  score.notes = {note(0.1, 0.1, 25, 60, 127)};  // frames 5..9, family 3
  const auto rows = score_features(score, kRate, 30);
  ASSERT_EQ(rows.frame_count(), 30);
  const int row = 3 * 128 + 60;
  for (int t = 0; t < 30; ++t) {
    const bool sounds = t >= 5 && t < 10;
    EXPECT_EQ(value(rows.frame(t), kSustainFeatures + row), sounds ? 1.0F : 0.0F) << t;
    EXPECT_EQ(value(rows.frame(t), kSharedSustainFeatures + 60), sounds ? 1.0F : 0.0F) << t;
    EXPECT_EQ(value(rows.frame(t), kProgramFeatures + 25), sounds ? 1.0F : 0.5F) << t;
    const float decay = std::exp(-static_cast<float>(t - 5) / 3.0F);
    const float onset = t >= 5 && decay > 0.01F ? decay : 0.0F;
    EXPECT_FLOAT_EQ(value(rows.frame(t), kOnsetFeatures + row), onset) << t;
    EXPECT_FLOAT_EQ(value(rows.frame(t), kSharedOnsetFeatures + 60), onset) << t;
    EXPECT_EQ(value(rows.frame(t), kNoScoreFeature), 0.0F);
  }
}

TEST(ScoreFeatures, TellsHowLateInItsFrameAFamilyBegins) {
  Score score;  // a frame has 20 ms
  score.notes = {note(0.1, 0.1, 25, 60, 127),
                 note(0.115, 0.1, 0, 60, 127),
                 note(0.11, 0.1, 0, 64, 127),
                 note(0.205, 0.1, 0, 36, 127, 9)};
  const auto rows = score_features(score, kRate, 30);
  EXPECT_EQ(value(rows.frame(5), kLatenessFeatures + 3), 0.0F);
  EXPECT_NEAR(value(rows.frame(5), kLatenessFeatures), 0.5F, 0.03F);  // that of the first note
  EXPECT_EQ(value(rows.frame(6), kLatenessFeatures), 0.0F);
  EXPECT_NEAR(value(rows.frame(10), kLatenessFeatures + kMidiFamilies), 0.25F, 0.03F);
}

TEST(ScoreFeatures, AShortNoteStillSoundsOneFrame) {
  Score score;
  score.notes = {note(0.105, 0.002, 0, 60, 64)};
  const auto rows = score_features(score, kRate, 10);
  EXPECT_GT(value(rows.frame(5), kSustainFeatures + 60), 0.5F);
  EXPECT_EQ(value(rows.frame(6), kSustainFeatures + 60), 0.0F);
}

TEST(ScoreFeatures, RoundingErrorsOfTheTempoMapDoNotMoveANoteAFrameBack) {
  Score score;
  score.tempos = {{0, 600000}};  // 100 bpm: a quarter is 30 frames
  for (int i = 0; i < 500; ++i) {
    score.notes.push_back({i * 480, 240, 0, 0, 60, 100});
  }
  const ScoreTimeline timeline(score, kRate);
  for (std::size_t i = 0; i < 500; ++i) {
    EXPECT_EQ(timeline.notes()[i].onset, static_cast<std::int64_t>(i) * 30);
  }
}

TEST(ScoreFeatures, DrumsHaveOnsetsOnly) {
  Score score;
  score.notes = {note(0, 1, 30, 36, 127, 9)};
  const auto rows = score_features(score, kRate, 20);
  EXPECT_EQ(value(rows.frame(0), kDrumOnsetFeatures + 36), 1.0F);
  EXPECT_GT(value(rows.frame(13), kDrumOnsetFeatures + 36), 0.01F);
  EXPECT_EQ(value(rows.frame(14), kDrumOnsetFeatures + 36), 0.0F);
  EXPECT_EQ(value(rows.frame(0), kProgramFeatures + 30), 0.0F);
  EXPECT_EQ(value(rows.frame(0), kSharedSustainFeatures + 36), 0.0F);
}

TEST(ScoreFeatures, BeatAndBarPhasesFollowTheMetre) {
  Score score;
  score.time_signatures = {{0, 3, 4}};
  score.tempos = {{0, 400000}};  // 150 bpm: a beat is 20 frames, a bar 60
  const auto rows = score_features(score, kRate, 120);
  EXPECT_FLOAT_EQ(value(rows.frame(0), kBeatPhaseFeatures), 1.0F);
  EXPECT_NEAR(value(rows.frame(5), kBeatPhaseFeatures + 1), 1.0F, 1e-5);
  EXPECT_NEAR(value(rows.frame(10), kBeatPhaseFeatures), -1.0F, 1e-5);
  EXPECT_NEAR(value(rows.frame(30), kBarPhaseFeatures), -1.0F, 1e-5);
  EXPECT_NEAR(value(rows.frame(60), kBarPhaseFeatures), 1.0F, 1e-5);
  EXPECT_NEAR(value(rows.frame(7), kTempoFeature), std::log2(1.25), 1e-6);
  EXPECT_EQ(value(rows.frame(7), kKnownTempoFeature), 1.0F);
}

TEST(ScoreFeatures, AClockThatRunsOnAgreesWithTheTimeline) {
  Score score;
  score.time_signatures = {{0, 6, 8}};
  score.tempos = {{0, 480000}};
  const ScoreTimeline timeline(score, kRate);
  ScoreFeatureStream stream(kRate);
  stream.set_clock(timeline.clock_at(0));
  std::vector<Feature> row;
  const auto rows = score_features(timeline, 0, 300);
  for (int t = 0; t < 300; ++t) {
    stream.next_frame(row);
    for (int i = kBeatPhaseFeatures; i <= kKnownTempoFeature; ++i) {
      ASSERT_NEAR(value(row, i), value(rows.frame(t), i), 1e-4) << "frame " << t;
    }
  }
}

TEST(ScoreFeatures, PitchBendReachesTheFamilyOfItsChannel) {
  Score score;
  score.notes = {note(0, 2, 40, 60, 100, 3)};  // family 5
  score.pitch_bends = {{960, 3, 1.5F}};        // at 1 s
  const auto rows = score_features(score, kRate, 60);
  EXPECT_EQ(value(rows.frame(49), kBendFeatures + 5), 0.0F);
  EXPECT_FLOAT_EQ(value(rows.frame(50), kBendFeatures + 5), 1.5F / 12.0F);
  EXPECT_FLOAT_EQ(value(rows.frame(59), kBendFeatures + 5), 1.5F / 12.0F);
}

TEST(ScoreFeatures, ACropIsACutOfTheWhole) {
  for (unsigned seed = 0; seed < 8; ++seed) {
    const Score score = random_score(seed, 200, 12.0);
    const ScoreTimeline timeline(score, kRate);
    const auto whole = score_features(timeline, 0, 800);
    for (std::int64_t begin = 0; begin < 760; begin += 29) {
      const auto crop = score_features(timeline, begin, begin + 40);
      for (std::int64_t t = 0; t < 40; ++t) {
        const auto expected = whole.frame(begin + t);
        const auto found = crop.frame(t);
        ASSERT_TRUE(std::equal(expected.begin(), expected.end(), found.begin(), found.end()))
            << "seed " << seed << ", frame " << begin + t;
      }
    }
  }
}

/// What the stream must give, said once more without states: from the raw events, live.
TEST(ScoreFeatures, LiveEventsGiveTheSameFramesAsTheFile) {
  for (unsigned seed = 10; seed < 16; ++seed) {
    Score score = random_score(seed, 150, 10.0);
    score.pitch_bends.clear();  // their families are known only offline
    const ScoreTimeline timeline(score, kRate);
    struct Event {
      std::int64_t frame;
      float lateness;
      bool on;
      Note note;
    };
    std::vector<Event> events;
    for (const auto& timed : audio::timed_notes(score)) {
      const auto frame = [](double s) {
        return static_cast<std::int64_t>(std::floor(s * kRate + 1e-6));
      };
      const double late = timed.onset_s * kRate + 1e-6 - std::floor(timed.onset_s * kRate + 1e-6);
      events.push_back({frame(timed.onset_s),
                        late < 2e-6 ? 0.0F : static_cast<float>(std::min(late, 0.999)),
                        true,
                        timed.note});
      events.push_back({frame(timed.release_s), 0, false, timed.note});
    }
    std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
      return a.frame < b.frame;
    });
    ScoreFeatureStream stream(kRate);
    for (int program = 0; program < 128; ++program) {
      stream.set_program_present(static_cast<std::uint8_t>(program),
                                 timeline.programs()[static_cast<std::size_t>(program)]);
    }
    const auto rows = score_features(score, kRate, 700);
    std::size_t next = 0;
    std::vector<Feature> row;
    for (std::int64_t t = 0; t < 700; ++t) {
      for (; next < events.size() && events[next].frame == t; ++next) {
        const ScorePart part{events[next].note.program, events[next].note.is_drum()};
        if (events[next].on) {
          stream.note_on(
              part, events[next].note.pitch, events[next].note.velocity, events[next].lateness);
        } else {
          stream.note_off(part, events[next].note.pitch);
        }
      }
      stream.set_clock(timeline.clock_at(t));
      stream.next_frame(row);
      const auto expected = rows.frame(t);
      ASSERT_TRUE(std::equal(expected.begin(), expected.end(), row.begin(), row.end()))
          << "seed " << seed << ", frame " << t;
    }
  }
}

TEST(ScoreFeatures, AMaskHidesAFamilyAndSaysThatItIsFree) {
  Score score;
  score.notes = {note(0, 1, 0, 60, 100), note(0, 1, 40, 64, 90, 1), note(0, 1, 0, 38, 80, 9)};
  score.pitch_bends = {{0, 1, 1.0F}};
  ScoreMask mask;
  mask.free_families.set(5);
  mask.free_drums = true;
  const auto rows = score_features(score, kRate, 3, mask);
  const auto row = rows.frame(0);
  EXPECT_EQ(value(row, kFreeFamilyFeatures + 5), 1.0F);
  EXPECT_EQ(value(row, kFreeFamilyFeatures), 0.0F);
  EXPECT_EQ(value(row, kFreeDrumsFeature), 1.0F);
  EXPECT_GT(value(row, kSharedSustainFeatures + 60), 0.0F);
  EXPECT_EQ(value(row, kSharedSustainFeatures + 64), 0.0F);
  EXPECT_EQ(value(row, kDrumOnsetFeatures + 38), 0.0F);
  EXPECT_EQ(value(row, kProgramFeatures + 40), 0.0F);
  EXPECT_EQ(value(row, kBendFeatures + 5), 0.0F);
  mask.name_free_programs = true;
  EXPECT_EQ(value(score_features(score, kRate, 1, mask).frame(0), kProgramFeatures + 40), 0.5F);
  mask.hide_programs = true;
  mask.hide_beat = true;
  const auto hidden = score_features(score, kRate, 1, mask);
  for (const Feature& feature : hidden.frame(0)) {
    EXPECT_FALSE(feature.index >= kBeatPhaseFeatures && feature.index < kSustainFeatures);
  }
}

TEST(ScoreFeatures, AllFreeTellsNothingOfTheNotes) {
  ScoreMask mask = ScoreMask::all_free();
  mask.hide_beat = true;
  const auto a = score_features(random_score(1, 50, 3), kRate, 100, mask);
  const auto b = score_features(Score{}, kRate, 100, mask);
  EXPECT_EQ(a.features, b.features);
  EXPECT_EQ(a.offsets, b.offsets);
}

TEST(ScoreFeatures, NoScoreIsTheFirstFeatureAlone) {
  const auto rows = no_score_features(2);
  ASSERT_EQ(rows.frame_count(), 2);
  ASSERT_EQ(rows.frame(1).size(), 1U);
  EXPECT_EQ(rows.frame(1)[0], (Feature{0, 1.0F}));
}

TEST(ScoreFeatures, AnEmptyScoreHasSilentFramesWithABeat) {
  const auto rows = score_features(Score{}, kRate, 2);
  EXPECT_EQ(value(rows.frame(0), kKnownTempoFeature), 1.0F);
  EXPECT_EQ(ScoreTimeline(Score{}, kRate).frame_count(), 0);
}

TEST(ScoreFeatures, BadRequestsAreRefused) {
  EXPECT_THROW(ScoreTimeline(Score{}, 0), ConfigError);
  EXPECT_THROW(ScoreTimeline(Score{}, std::nan("")), ConfigError);
  EXPECT_THROW(score_features(Score{}, kRate, -1), ConfigError);
  const ScoreTimeline timeline(Score{}, kRate);
  EXPECT_THROW(score_features(timeline, 5, 4), ConfigError);
  EXPECT_THROW(score_features(timeline, 0, std::int64_t{1} << 40U), ConfigError);
}

TEST(ScoreFeatureStream, ResetIsSilence) {
  ScoreFeatureStream stream(kRate);
  stream.note_on({0, false}, 60, 100);
  stream.set_clock({});
  stream.pitch_bend({0, false}, 1.0F);
  std::vector<Feature> row;
  stream.next_frame(row);
  EXPECT_FALSE(row.empty());
  stream.reset();
  stream.next_frame(row);
  EXPECT_TRUE(row.empty());
}

TEST(ScoreFeatureStream, AStruckKeyIsHeldUntilLetGoAsOften) {
  ScoreFeatureStream stream(kRate);
  std::vector<Feature> row;
  stream.note_on({0, false}, 60, 100);
  stream.next_frame(row);
  stream.note_on({0, false}, 60, 50);
  stream.next_frame(row);
  EXPECT_FLOAT_EQ(value(row, kSustainFeatures + 60), 50.0F / 127.0F);
  stream.note_off({0, false}, 60);
  stream.next_frame(row);
  EXPECT_GT(value(row, kSustainFeatures + 60), 0.0F);
  stream.note_on({0, false}, 60, 0);  // velocity 0 is an off
  stream.next_frame(row);
  EXPECT_EQ(value(row, kSustainFeatures + 60), 0.0F);
  stream.note_on({1, false}, 61, 50);
  stream.all_notes_off();
  stream.next_frame(row);
  EXPECT_GT(value(row, kSustainFeatures + 61), 0.0F) << "it still sounds its one frame";
  stream.next_frame(row);
  EXPECT_EQ(value(row, kSustainFeatures + 61), 0.0F);
}

TEST(ScoreFeatures, ACropOfALongScoreCostsWhatTheCropHolds) {
  Score score = random_score(3, 200000, 20000.0);
  score.notes.push_back(note(0, 20000, 3, 100, 90));  // one note under everything
  audio::sort_score(score);
  const ScoreTimeline timeline(score, kRate);
  const auto begin = std::chrono::steady_clock::now();
  std::size_t features = 0;
  for (int i = 0; i < 100; ++i) {
    features += score_features(timeline, 9000 * i, 9000 * i + 500).features.size();
  }
  const auto spent = std::chrono::steady_clock::now() - begin;
  EXPECT_GT(features, 1000U);
  EXPECT_LT(spent, std::chrono::seconds(10));
  RecordProperty(
      "milliseconds_for_100_crops",
      static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(spent).count()));
}

}  // namespace
}  // namespace melisma::models
