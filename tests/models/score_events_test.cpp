#include "models/planner/score_events.h"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/error.h"
#include "audio/midi/midi_file.h"
#include "models/planner/section_names.h"

namespace melisma::models {
namespace {

using audio::Note;
using audio::Score;
using ::testing::HasSubstr;

constexpr int kUnit = 40;  // ticks, at 480 a quarter note

/// A score that lies on the grid: what events_from_score keeps exactly.
Score grid_score(unsigned seed, const PlanHeader& header) {
  std::mt19937 random(seed);
  const int bar = bar_units(header);
  const int bars = 8;
  Score score;
  score.tempos = {{0, static_cast<std::uint32_t>(std::llround(6e7 / header.tempo_bpm))}};
  score.time_signatures = {{0,
                            static_cast<std::uint8_t>(header.numerator),
                            static_cast<std::uint8_t>(header.denominator)}};
  score.key_signatures = {key_signature(header)};
  score.markers = {{0, "intro"},
                   {std::int64_t{2} * bar * kUnit, "verse"},
                   {std::int64_t{6} * bar * kUnit, "outro"}};
  for (int unit = 0; unit < bar * bars; unit += 1 + static_cast<int>(random() % 5)) {
    const bool drums = random() % 4 == 0;
    const int voice = static_cast<int>(random() % 3);
    Note note;
    note.start_tick = unit * kUnit;
    int index = static_cast<int>(random() % 26);
    while (kDurationUnits[static_cast<std::size_t>(index)] > bar * bars - unit) {
      --index;
    }
    note.duration_ticks = kDurationUnits[static_cast<std::size_t>(index)] * kUnit;
    note.channel = static_cast<std::uint8_t>(drums ? 9 : voice);
    note.program = static_cast<std::uint8_t>(drums ? 0 : 10 + 20 * voice);
    note.pitch = static_cast<std::uint8_t>(30 + random() % 60);
    note.velocity = static_cast<std::uint8_t>(velocity_of_class(static_cast<int>(random() % 16)));
    score.notes.push_back(note);
  }
  // All three programs are present, so that channels are those that score_from_events gives, and
  // the last bar is not empty.
  for (int voice = 0; voice < 3; ++voice) {
    score.notes.push_back({std::int64_t{bar} * (bars - 1) * kUnit,
                           kUnit,
                           static_cast<std::uint8_t>(voice),
                           static_cast<std::uint8_t>(10 + 20 * voice),
                           100,
                           84});
  }
  audio::sort_score(score);
  return score;
}

std::vector<PlanHeader> headers() {
  return {{120, 0, false, 4, 4},
          {90, 9, true, 3, 4},
          {63.5, 6, false, 6, 8},
          {180, 5, true, 5, 4},
          {50, 11, false, 12, 8},
          {100, 7, true, 7, 8}};
}

TEST(ScoreEvents, AScoreOnTheGridComesBackExactly) {
  unsigned seed = 1;
  for (const PlanHeader& header : headers()) {
    for (int round = 0; round < 10; ++round) {
      const Score score = grid_score(seed++, header);
      const ScorePlan plan = events_from_score(score);
      EXPECT_NEAR(plan.header().tempo_bpm, header.tempo_bpm, 1e-3);
      EXPECT_EQ(plan.header().tonic, header.tonic);
      EXPECT_EQ(plan.header().minor, header.minor);
      EXPECT_EQ(plan.header().numerator, header.numerator);
      EXPECT_FALSE(plan.from.key_estimated);
      EXPECT_EQ(score_from_events(plan.header(), plan.events), score) << "seed " << seed - 1;
      EXPECT_EQ(events_from_score(score, header).events, plan.events);
    }
  }
}

TEST(ScoreEvents, ThroughAFileAndBackTheEventsAreTheSame) {
  const PlanHeader header{96, 3, true, 4, 4};
  const Score score = grid_score(77, header);
  const auto plan = events_from_score(score);
  const auto written = audio::format_midi(score_from_events(plan.header(), plan.events));
  const auto again = events_from_score(audio::parse_midi(written, "written"));
  EXPECT_EQ(count_bars(again.events), count_bars(plan.events));
  EXPECT_EQ(again.header().tonic, 3);
  EXPECT_TRUE(again.header().minor);
}

TEST(ScoreEvents, AnyScoreComesBackWithinTheGrid) {
  std::mt19937 random(5);
  Score score;
  score.ticks_per_quarter = 96;
  score.key_signatures = {{0, 2, false}};
  for (int i = 0; i < 300; ++i) {
    // Distinct pitches of neighbours, so that no two merge.
    score.notes.push_back({i * 37 + static_cast<int>(random() % 30),
                           static_cast<std::int64_t>(5 + random() % 700),
                           static_cast<std::uint8_t>(i % 2),
                           static_cast<std::uint8_t>(i % 2 * 8),
                           static_cast<std::uint8_t>(30 + i % 50),
                           static_cast<std::uint8_t>(1 + random() % 127)});
  }
  audio::sort_score(score);
  const auto plan = events_from_score(score);
  const Score back = score_from_events(plan.header(), plan.events);
  ASSERT_EQ(back.notes.size(), score.notes.size());
  // Half a unit is 20 of the new ticks; 5 new ticks are one old one.
  std::vector<std::pair<double, int>> wanted;
  std::vector<std::pair<double, int>> found;
  for (std::size_t i = 0; i < score.notes.size(); ++i) {
    wanted.emplace_back(static_cast<double>(score.notes[i].start_tick) / 96, score.notes[i].pitch);
    found.emplace_back(static_cast<double>(back.notes[i].start_tick) / 480, back.notes[i].pitch);
  }
  for (const auto& [quarters, pitch] : wanted) {
    bool near = false;
    for (const auto& [other, other_pitch] : found) {
      near = near || (pitch == other_pitch && std::abs(quarters - other) <= 0.5 / 12 + 1e-9);
    }
    EXPECT_TRUE(near) << quarters << " " << pitch;
  }
  EXPECT_EQ(events_from_score(back).events, plan.events) << "quantising twice is quantising once";
}

TEST(ScoreEvents, EventsAreWrittenInTheKeyOfC) {
  Score score;
  score.key_signatures = {{0, 3, false}};  // A major: up 3
  score.notes = {{0, 480, 0, 0, 69, 80}, {0, 480, 9, 0, 36, 80}};
  const auto plan = events_from_score(score);
  ASSERT_EQ(plan.events.size(), 4U);  // BAR, two notes, END
  EXPECT_EQ(plan.events[1], (ScoreEvent{kNoteEvent, 0, 72, duration_class(12), 10}));
  EXPECT_EQ(plan.events[2], (ScoreEvent{kNoteEvent, kDrumProgram, 36, duration_class(12), 10}));
  EXPECT_EQ(plan.events[3], (ScoreEvent{kEndEvent, 0, 0, 0, 0}));
}

TEST(ScoreEvents, BarsCountDownAndCarrySections) {
  Score score;
  for (int bar = 0; bar < 70; ++bar) {
    score.notes.push_back({bar * 1920, 480, 0, 0, 60, 80});
  }
  score.markers = {{1920 * 2 - 10, "Verse 1"}, {1920 * 4, "tempo primo"}, {1920 * 5, "CODA"}};
  const auto events = events_from_score(score).events;
  std::vector<ScoreEvent> bars;
  for (const ScoreEvent& event : events) {
    if (event[0] == kBarEvent) {
      bars.push_back(event);
    }
  }
  ASSERT_EQ(bars.size(), 70U);
  EXPECT_EQ(bars[0][4], kBarsLeftCodes + 63);
  EXPECT_EQ(bars[6][4], kBarsLeftCodes + 63);
  EXPECT_EQ(bars[7][4], kBarsLeftCodes + 62);
  EXPECT_EQ(bars[69][4], kBarsLeftCodes);
  const auto section = [&](std::size_t bar) {
    return static_cast<Section>(bars[bar][1] - kSectionCodes);
  };
  EXPECT_EQ(section(1), Section::kUnknown);
  EXPECT_EQ(section(2), Section::kVerse);
  EXPECT_EQ(section(4), Section::kVerse);
  EXPECT_EQ(section(5), Section::kOutro);
}

TEST(ScoreEvents, AShortTailDoesNotMakeABar) {
  Score score;
  score.notes = {{0, 1920 + 100, 0, 0, 60, 80}};  // rings 2.5 units into the second bar
  EXPECT_EQ(count_bars(events_from_score(score).events), 1);
  score.notes = {{0, 1920 + 480, 0, 0, 60, 80}};
  EXPECT_EQ(count_bars(events_from_score(score).events), 2);
}

TEST(ScoreEvents, NotesOfOneOnsetProgramAndPitchMerge) {
  Score score;
  score.notes = {{0, 480, 0, 0, 60, 40}, {3, 960, 1, 0, 60, 30}};
  const auto events = events_from_score(score).events;
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events[1], (ScoreEvent{kNoteEvent, 0, 60, duration_class(24), 5}));
}

TEST(ScoreEvents, AnEmptyScoreIsOnlyTheEnd) {
  const auto plan = events_from_score(Score{});
  ASSERT_EQ(plan.events.size(), 1U);
  EXPECT_EQ(plan.events[0][0], kEndEvent);
  EXPECT_TRUE(score_from_events(plan.header(), plan.events).notes.empty());
}

TEST(ScoreEvents, EveryCodeFitsItsField) {
  for (unsigned seed = 0; seed < 5; ++seed) {
    for (const PlanHeader& header : headers()) {
      for (const ScoreEvent& event : events_from_score(grid_score(seed, header)).events) {
        for (std::size_t k = 0; k < event.size(); ++k) {
          EXPECT_GE(event[k], 0);
          EXPECT_LT(event[k], kScoreEventSizes[k]);
        }
      }
    }
  }
}

TEST(ScoreEvents, HeadersSayWhatWasGuessed) {
  Score score;
  score.time_signatures = {{0, 7, 4}};  // longer than the grid's longest bar
  score.tempos = {{0, 500000}, {480, 1000000}};
  for (int i = 0; i < 8; ++i) {
    constexpr int kScale[] = {57, 59, 60, 62, 64, 65, 68, 69};  // A harmonic minor
    score.notes.push_back(
        {i * 480, i == 0 || i == 7 ? 960 : 480, 0, 0, static_cast<std::uint8_t>(kScale[i]), 80});
  }
  const auto found = header_of_score(score);
  EXPECT_TRUE(found.key_estimated);
  EXPECT_TRUE(found.metre_replaced);
  EXPECT_EQ(found.header.numerator, 4);
  EXPECT_EQ(found.header.tonic, 9);
  EXPECT_TRUE(found.header.minor);
  EXPECT_DOUBLE_EQ(found.header.tempo_bpm, 60) << "the tempo that lasts longest";
}

TEST(ScoreEvents, KeySignaturesOfAllKeysComeBack) {
  for (int tonic = 0; tonic < 12; ++tonic) {
    for (const bool minor : {false, true}) {
      PlanHeader header;
      header.tonic = tonic;
      header.minor = minor;
      Score score;
      score.key_signatures = {key_signature(header)};
      EXPECT_EQ(header_of_score(score).header.tonic, tonic);
      EXPECT_EQ(header_of_score(score).header.minor, minor);
      const int moved = tonic + semitones_to_c(header);
      EXPECT_TRUE(moved == 0 || moved == 12);
    }
  }
}

TEST(ScoreEvents, IllegalHeadersAndEventsAreRefused) {
  PlanHeader header;
  header.numerator = 7;
  EXPECT_THROW(score_from_events(header, {}), ConfigError);
  header = {};
  header.denominator = 0;
  EXPECT_THROW(events_from_score(Score{}, header), ConfigError);
  header = {};
  header.tempo_bpm = 0;
  EXPECT_THROW(validate(header), ConfigError);
  header = {};
  header.tonic = 12;
  EXPECT_THROW(validate(header), ConfigError);
  header = {};
  const std::vector<ScoreEvent> early{{kNoteEvent, 0, 60, 0, 0}};
  EXPECT_THROW(score_from_events(header, early), InputError);
  std::vector<ScoreEvent> events{
      {kBarEvent, kSectionCodes, kChordRootCodes, kChordQualityCodes, kBarsLeftCodes},
      {kNoteEvent + 48, 0, 60, 0, 0}};
  try {
    score_from_events(header, events);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("score event 1 (50 0 60 0 0)"));
  }
  events[1] = {kNoteEvent, 129, 60, 0, 0};
  EXPECT_THROW(score_from_events(header, events), InputError);
  events[1] = {kNoteEvent, 0, -1, 0, 0};
  EXPECT_THROW(score_from_events(header, events), InputError);
}

TEST(ScoreEvents, ABeginningIsExtendedToALongerPiece) {
  Score score;
  score.notes = {{0, 480, 0, 0, 60, 80}, {1920, 480, 0, 0, 60, 80}};
  auto events = events_from_score(score).events;
  extend_to_bars(events, 10);
  ASSERT_EQ(events.size(), 4U);  // no END
  EXPECT_EQ(events[0][4], kBarsLeftCodes + 9);
  EXPECT_EQ(events[2][4], kBarsLeftCodes + 8);
  EXPECT_THROW(extend_to_bars(events, 1), ConfigError);
}

TEST(ScoreEvents, DurationClassesAreNearest) {
  for (int i = 0; i < kDurationClasses; ++i) {
    EXPECT_EQ(duration_class(kDurationUnits[static_cast<std::size_t>(i)]), i);
    if (i > 0) {
      EXPECT_LT(kDurationUnits[static_cast<std::size_t>(i - 1)],
                kDurationUnits[static_cast<std::size_t>(i)]);
    }
  }
  EXPECT_EQ(kDurationUnits[static_cast<std::size_t>(duration_class(100000))], 192);
  EXPECT_EQ(kDurationUnits[static_cast<std::size_t>(duration_class(11))], 10);
  EXPECT_EQ(kDurationUnits[static_cast<std::size_t>(duration_class(100, 11))], 10);
  EXPECT_EQ(duration_class(100, 0), 0);
  for (int v = 0; v < 128; ++v) {
    EXPECT_LE(std::abs(velocity_of_class(velocity_class(v)) - v), 4);
  }
}

TEST(ScoreEvents, SectionNamesComeBack) {
  for (int i = 0; i < kSectionCount; ++i) {
    const auto section = static_cast<Section>(i);
    EXPECT_EQ(section_of_marker(std::string(section_name(section))), section);
  }
  EXPECT_EQ(section_of_marker("Pre-Chorus 2"), Section::kPreChorus);
  EXPECT_EQ(section_of_marker("REFRAIN"), Section::kChorus);
  EXPECT_EQ(section_of_marker("bar 12"), std::nullopt);
}

}  // namespace
}  // namespace melisma::models
