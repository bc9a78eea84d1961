#include "models/planner/event_constraints.h"

#include <random>
#include <set>

#include <gtest/gtest.h>

#include "audio/error.h"
#include "models/planner/score_events.h"

namespace melisma::models {
namespace {

/// Plays the part of a model without any sense: every legal code is as likely, but `note_odds` of
/// 100 prefer a note to a new bar.
std::vector<ScoreEvent> sample(EventConstraints& rules, unsigned seed, unsigned note_odds = 90) {
  std::mt19937 random(seed);
  std::vector<ScoreEvent> out;
  std::vector<std::uint8_t> legal;
  while (!rules.finished()) {
    ScoreEvent event{};
    for (int field = 0; field < kScoreEventFields; ++field) {
      rules.legal_codes(field, event, legal);
      EXPECT_EQ(static_cast<int>(legal.size()), kScoreEventSizes[static_cast<std::size_t>(field)]);
      std::vector<int> choices;
      for (std::size_t code = 0; code < legal.size(); ++code) {
        if (legal[code] != 0) {
          choices.push_back(static_cast<int>(code));
        }
      }
      if (choices.empty()) {
        ADD_FAILURE() << "no legal code in field " << field;
        return out;
      }
      const bool next_bar = field == 0 && random() % 100 >= note_odds;
      // The lowest position first is the densest that can be.
      const bool dense = field == 0 && note_odds == 100 && choices.size() > 1;
      event[static_cast<std::size_t>(field)] = next_bar ? choices.front()
                                               : dense  ? choices[1]
                                                        : choices[random() % choices.size()];
    }
    rules.accept(event);
    out.push_back(event);
  }
  return out;
}

TEST(EventConstraints, NoMoreProgramsPlayThanThePlanHas) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    PlanRules plan;
    plan.bars = 6;
    plan.most_programs = static_cast<int>(seed % 4) + 1;
    EventConstraints rules(plan);
    std::set<int> programs;
    for (const ScoreEvent& event : sample(rules, seed)) {
      if (event[0] >= kNoteEvent && event[1] != kDrumProgram) {
        programs.insert(event[1]);
      }
    }
    EXPECT_EQ(static_cast<int>(programs.size()), plan.most_programs);
  }
  PlanRules none;
  none.most_programs = 0;
  EXPECT_THROW(EventConstraints{none}, ConfigError);
}

TEST(EventConstraints, RoomIsKeptForThoseWanted) {
  PlanRules plan;
  plan.most_programs = 3;
  plan.wanted = {ProgramSet().set(40), family_programs(7)};  // a violin, some brass
  EventConstraints rules(plan);
  const auto may_enter = [&](int program) {
    std::vector<std::uint8_t> legal;
    rules.legal_codes(1, {kNoteEvent + 1, 0, 0, 0, 0}, legal);
    return legal[static_cast<std::size_t>(program)] != 0;
  };
  rules.accept({kBarEvent, kSectionCodes, kChordRootCodes, kChordQualityCodes, kBarsLeftCodes});
  EXPECT_EQ(rules.missing(), ProgramSet().set(40));
  EXPECT_TRUE(may_enter(0));
  rules.accept({kNoteEvent, 0, 60, 5, 8});
  EXPECT_FALSE(may_enter(1));  // the two places left are theirs
  EXPECT_TRUE(may_enter(0));
  EXPECT_TRUE(may_enter(40));
  EXPECT_TRUE(may_enter(57));
  rules.accept({kNoteEvent, 40, 60, 5, 8});
  EXPECT_EQ(rules.missing(), family_programs(7));
  rules.accept({kNoteEvent, 57, 60, 5, 8});
  EXPECT_TRUE(rules.missing().none());
  EXPECT_FALSE(may_enter(56));
}

TEST(EventConstraints, WhateverIsSampledIsAValidScore) {
  const std::vector<PlanHeader> headers{
      {120, 0, false, 4, 4}, {90, 6, true, 3, 4}, {60, 7, false, 6, 8}, {70, 2, true, 12, 8}};
  for (unsigned seed = 0; seed < 40; ++seed) {
    PlanRules plan;
    plan.header = headers[seed % headers.size()];
    plan.bars = seed % 7 + 1;
    plan.programs.reset();
    plan.programs.set(seed % 128).set((seed * 37 + 5) % 128);
    plan.drums = seed % 2 == 0;
    plan.scale_only = seed % 3 == 0;
    EventConstraints rules(plan);
    const auto events = sample(rules, seed);
    ASSERT_EQ(count_bars(events), plan.bars) << seed;
    const audio::Score score = score_from_events(plan.header, events);
    const std::int64_t length = plan.bars * bar_units(plan.header) * 40;
    for (const audio::Note& note : score.notes) {
      EXPECT_LE(note.end_tick(), length);
      if (note.is_drum()) {
        EXPECT_TRUE(plan.drums);
        EXPECT_TRUE(note.pitch >= 27 && note.pitch <= 87);
        continue;
      }
      EXPECT_TRUE(plan.programs[note.program]);
      if (plan.scale_only) {
        const std::set<int> scale =
            plan.header.minor ? std::set{0, 2, 3, 5, 7, 8, 10, 11} : std::set{0, 2, 4, 5, 7, 9, 11};
        EXPECT_TRUE(scale.contains((note.pitch - plan.header.tonic + 12) % 12)) << seed;
      }
    }
    // Sorted without repeats: reading the score gives the same notes.
    auto again = events_from_score(score, plan.header).events;
    std::vector<ScoreEvent> notes;
    std::vector<ScoreEvent> notes_again;
    std::copy_if(events.begin(), events.end(), std::back_inserter(notes), [](const auto& e) {
      return e[0] >= kNoteEvent;
    });
    std::copy_if(again.begin(), again.end(), std::back_inserter(notes_again), [](const auto& e) {
      return e[0] >= kNoteEvent;
    });
    EXPECT_EQ(notes_again, notes) << seed;
  }
}

TEST(EventConstraints, APieceThatNeverWantsToEndStillEnds) {
  PlanRules plan;
  plan.bars = 3;
  plan.max_notes_per_bar = 20;
  EventConstraints rules(plan);
  const auto events = sample(rules, 1, 100);
  EXPECT_EQ(events.size(), 3U * 21 + 1);
  EXPECT_EQ(events.back()[0], kEndEvent);
}

TEST(EventConstraints, OneInstrumentOfOnePitchCannotLoopAtAPosition) {
  PlanRules plan;
  plan.bars = 1;
  plan.programs.reset();
  plan.max_notes_per_bar = 100000;
  EventConstraints rules(plan);  // drums alone, 61 of them at 48 positions
  const auto events = sample(rules, 2, 100);
  EXPECT_LE(events.size(), 1U + 61 * 48 + 1);
}

TEST(EventConstraints, WithoutAnyInstrumentBarsStayEmpty) {
  PlanRules plan;
  plan.bars = 4;
  plan.programs.reset();
  plan.drums = false;
  EventConstraints rules(plan);
  EXPECT_EQ(sample(rules, 3).size(), 5U);
}

TEST(EventConstraints, APieceOfNoBarsEndsAtOnce) {
  PlanRules plan;
  plan.bars = 0;
  EventConstraints rules(plan);
  EXPECT_EQ(sample(rules, 3).size(), 1U);
}

TEST(EventConstraints, PitchesCanBeRestrictedOnTheWay) {
  PlanRules plan;
  plan.bars = 12;
  plan.scale_only = true;
  EventConstraints rules(plan);
  std::bitset<128> tonics;
  for (std::size_t pitch = 0; pitch < tonics.size(); pitch += 12) {
    tonics.set(pitch).set((pitch + 1) % 128);  // C and C#, which is not in the scale
  }
  rules.restrict_pitches(tonics);
  int notes = 0;
  for (const ScoreEvent& event : sample(rules, 5)) {
    if (event[0] >= kNoteEvent && event[1] != kDrumProgram) {
      EXPECT_EQ(event[2] % 12, 0);
      ++notes;
    }
  }
  EXPECT_GT(notes, 5);
  EventConstraints widened(plan);
  widened.restrict_pitches(std::bitset<128>());
  widened.restrict_pitches(std::bitset<128>().set());
  EXPECT_GT(sample(widened, 5).size(), 25U);
}

TEST(EventConstraints, BarsLeftAreForced) {
  PlanRules plan;
  plan.bars = 70;
  EventConstraints rules(plan);
  std::int64_t bar = 0;
  for (const ScoreEvent& event : sample(rules, 4, 50)) {
    if (event[0] == kBarEvent) {
      ++bar;
      EXPECT_EQ(event[4], kBarsLeftCodes + std::min<std::int64_t>(70 - bar, 63));
    }
  }
}

TEST(EventConstraints, ABeginningIsContinued) {
  audio::Score score;
  score.notes = {{0, 480, 0, 99, 60, 80}, {1920 + 960, 480, 0, 99, 60, 80}};
  auto beginning = events_from_score(score).events;
  extend_to_bars(beginning, 6);
  PlanRules plan;
  plan.bars = 6;
  plan.drums = false;
  plan.programs.reset().set(7);  // the given part need not keep the rules
  EventConstraints rules(plan);
  for (const ScoreEvent& event : beginning) {
    rules.accept(event);
  }
  EXPECT_EQ(rules.bars(), 2);
  std::vector<std::uint8_t> legal;
  rules.legal_codes(0, {}, legal);
  EXPECT_EQ(legal[kNoteEvent + 23], 0) << "a position before the last note";
  EXPECT_EQ(legal[kNoteEvent + 24], 0) << "program 7 comes before the given 99";
  EXPECT_EQ(legal[kNoteEvent + 25], 1);
  EXPECT_EQ(legal[kEndEvent], 0);
  auto all = beginning;
  const auto rest = sample(rules, 9);
  all.insert(all.end(), rest.begin(), rest.end());
  EXPECT_EQ(count_bars(all), 6);
  EXPECT_NO_THROW(score_from_events(plan.header, all));
}

TEST(EventConstraints, IllegalPlansAreRefused) {
  PlanRules plan;
  plan.bars = -1;
  EXPECT_THROW(EventConstraints{plan}, ConfigError);
  plan.bars = 1;
  plan.max_notes_per_bar = 0;
  EXPECT_THROW(EventConstraints{plan}, ConfigError);
  plan = {};
  plan.header.denominator = 0;
  EXPECT_THROW(EventConstraints{plan}, ConfigError);
}

}  // namespace
}  // namespace melisma::models
