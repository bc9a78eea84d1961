#include "synth/score_planning.h"

#include <optional>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/error.h"
#include "models/planner/final_bass.h"
#include "models/planner/key_estimate.h"
#include "models/planner/score_events.h"
#include "tests/support/random_language_model.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_music_models.h"

namespace melisma::synth {
namespace {

class ScorePlanningTest : public ::testing::Test {
 protected:
  void SetUp() override {
    testing::write_random_language_model(
        folder_ / "planner.safetensors", testing::tiny_planner_config(), 8);
    model_.emplace(models::LanguageModel::load(folder_ / "planner.safetensors"));
  }
  static CompositionBrief brief(const std::string& prompt, double seconds) {
    CompositionWish wish;
    wish.prompt = prompt;
    wish.duration_s = seconds;
    return settle(wish);
  }
  PlannedScore plan(const CompositionBrief& wanted, const PlanningSettings& settings = {}) const {
    return ScorePlanning(*model_, wanted, settings).run(stop_);
  }
  static std::set<int> programs(const audio::Score& score) {
    std::set<int> out;
    for (const audio::Note& note : score.notes) {
      out.insert(note.is_drum() ? 128 : note.program);
    }
    return out;
  }
  /// Pitch class above the tonic of the lowest note that begins in the last bar; -1 if none does.
  static int last_bass(const PlannedScore& planned, const models::PlanHeader& header) {
    const std::int64_t bar = models::bar_units(header) * 40;
    const std::int64_t begin = (models::count_bars(planned.events) - 1) * bar;
    int lowest = 128;
    for (const audio::Note& note : planned.score.notes) {
      if (note.start_tick >= begin && !note.is_drum()) {
        lowest = std::min<int>(lowest, note.pitch);
      }
    }
    return lowest == 128 ? -1 : (lowest - header.tonic + 12) % 12;
  }

  testing::TemporaryFolder folder_;
  std::optional<models::LanguageModel> model_;
  std::atomic<bool> stop_{false};
};

TEST_F(ScorePlanningTest, KeepsToTheBriefWhateverTheModelThinks) {
  const auto wanted = brief("calm piano and violin in F# minor, 90 bpm, 3/4, no drums", 30);
  ASSERT_EQ(wanted.rules.bars, 15);
  const PlannedScore planned = plan(wanted);
  EXPECT_FALSE(planned.interrupted);
  EXPECT_EQ(models::count_bars(planned.events), 15);
  EXPECT_EQ(planned.events.back()[0], models::kEndEvent);
  ASSERT_EQ(planned.score.tempos.size(), 1U);
  EXPECT_EQ(planned.score.tempos[0].microseconds_per_quarter, 666667U);
  ASSERT_EQ(planned.score.time_signatures.size(), 1U);
  EXPECT_EQ(planned.score.time_signatures[0].numerator, 3);
  ASSERT_EQ(planned.score.key_signatures.size(), 1U);
  EXPECT_EQ(planned.score.key_signatures[0].sharps, 3);
  EXPECT_TRUE(planned.score.key_signatures[0].minor);
  for (const int program : programs(planned.score)) {
    EXPECT_TRUE(program == 0 || program == 40) << program;
  }
  const std::set<int> scale{0, 2, 3, 5, 7, 8, 10, 11};
  for (const audio::Note& note : planned.score.notes) {
    EXPECT_TRUE(scale.contains((note.pitch - 6 + 12) % 12)) << int{note.pitch};
    EXPECT_LE(note.end_tick(), 15 * 3 * 480);
  }
}

TEST_F(ScorePlanningTest, EndsAtHome) {
  int forced = 0;
  for (std::uint64_t seed = 0; seed < 24; ++seed) {
    const auto wanted = brief(seed % 2 == 0 ? "piano in A minor" : "rock band in D major", 6);
    PlanningSettings settings;
    settings.seed = seed;
    const PlannedScore planned = plan(wanted, settings);
    EXPECT_EQ(last_bass(planned, wanted.rules.header), 0) << seed;
    EXPECT_EQ(models::final_bass(planned.score) % 12, wanted.rules.header.tonic) << seed;
    EXPECT_EQ(models::count_bars(planned.events), wanted.rules.bars);
    EXPECT_GE(planned.ending_attempts, 1);
    forced += planned.ending_attempts == ScorePlanning::kEndingAttempts ? 1 : 0;
    // The last bar is announced on the tonic.
    const auto last = std::find_if(planned.events.rbegin(), planned.events.rend(), [](auto& event) {
      return event[0] == models::kBarEvent;
    });
    EXPECT_EQ((*last)[2], models::kChordRootCodes);
    EXPECT_EQ((*last)[4], models::kBarsLeftCodes);
  }
  EXPECT_GT(forced, 0);  // a random planner does not find home by itself
}

TEST_F(ScorePlanningTest, AllThatAreAskedForPlay) {
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    const auto wanted = brief("flute, violin, nylon guitar and cello", 8 + seed);
    ASSERT_EQ(wanted.rules.programs.count(), 4U);
    PlanningSettings settings;
    settings.seed = seed;
    std::bitset<128> players;
    for (const audio::Note& note : plan(wanted, settings).score.notes) {
      if (!note.is_drum()) {
        players.set(note.program);
      }
    }
    EXPECT_EQ(players, wanted.rules.programs);
  }
}

TEST_F(ScorePlanningTest, PlansAgainUntilItIsHeardInItsKey) {
  int again = 0;
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    const auto wanted = brief("piano in F# minor", 10);
    const models::PlanHeader& header = wanted.rules.header;
    PlanningSettings settings;
    settings.seed = seed;
    const auto agreement = [&](const audio::Score& score) {
      const auto heard = models::estimate_key(score);
      return (heard.tonic == header.tonic ? 1 : 0) + (heard.minor == header.minor ? 1 : 0);
    };
    int best = -1;
    std::vector<models::ScoreEvent> nearest;
    for (settings.attempt = 0; settings.attempt < kPlanAttempts && best < 2; ++settings.attempt) {
      const PlannedScore one = plan(wanted, settings);
      if (agreement(one.score) > best) {
        best = agreement(one.score);
        nearest = one.events;
        again += settings.attempt > 0 ? 1 : 0;
      }
      if (settings.attempt + 1 >= kPlanChoices) {
        settings.sampling.temperature += kPlanWarming;
      }
    }
    PlanningSettings from_start;
    from_start.seed = seed;
    EXPECT_EQ(plan_score(*model_, wanted, from_start, stop_).events, nearest);
  }
  EXPECT_GT(again, 0);
}

TEST_F(ScorePlanningTest, OfScoresThatAgreeTheOneThatShowsTheWordsBest) {
  int later = 0;  // than the first of as good a plan
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    const auto wanted = brief("happy tune in C major", 6);  // by whomever
    PlanningSettings settings;
    settings.seed = seed;
    PlannedScore best;
    int most = -1;
    std::uint32_t agreed = 0;
    for (settings.attempt = 0; settings.attempt < kPlanAttempts && agreed < kPlanChoices;
         ++settings.attempt) {
      PlannedScore one = plan(wanted, settings);
      const auto heard = models::estimate_key(one.score);
      const int agrees = (heard.tonic == wanted.rules.header.tonic ? 1 : 0) +
                         (heard.minor == wanted.rules.header.minor ? 1 : 0);
      if (agrees == 2) {
        ++agreed;
      } else if (agreed == 0 && settings.attempt + 1 >= kPlanChoices) {
        settings.sampling.temperature += kPlanWarming;
      }
      if (agrees > most || (agrees == most && one.evidence > best.evidence)) {
        later += most == agrees ? 1 : 0;
        most = agrees;
        best = std::move(one);
      }
    }
    PlanningSettings from_start;
    from_start.seed = seed;
    EXPECT_EQ(plan_score(*model_, wanted, from_start, stop_).events, best.events) << seed;
  }
  EXPECT_GT(later, 0);
}

TEST_F(ScorePlanningTest, FurtherAttemptsStayWithinTheRangeOfTemperatures) {
  for (const float temperature : {0.0F, 10.0F}) {
    PlanningSettings settings;
    settings.sampling.temperature = temperature;
    EXPECT_NO_THROW(plan_score(*model_, brief("piano in F# minor", 6), settings, stop_));
  }
}

TEST_F(ScorePlanningTest, WordsThatTheRulesSeeToAreNoChoice) {
  EXPECT_EQ(plan(brief("piano and violin in F# minor, 90 bpm, no drums", 6)).evidence, 0);
  EXPECT_NE(plan(brief("gloomy piano in F# minor, 90 bpm, no drums", 6)).evidence, 0);
}

TEST_F(ScorePlanningTest, SameSeedSameScore) {
  const auto wanted = brief("happy folk guitar", 10);
  PlanningSettings settings;
  settings.seed = 5;
  const PlannedScore planned = plan(wanted, settings);
  EXPECT_EQ(plan(wanted, settings).events, planned.events);
  settings.seed = 6;
  EXPECT_NE(plan(wanted, settings).events, planned.events);
}

TEST_F(ScorePlanningTest, ContinuesAGivenBeginning) {
  const auto wanted = brief("piano in C major, 120 bpm, 4/4", 24);
  ASSERT_EQ(wanted.rules.bars, 12);
  PlanningSettings settings;
  const auto short_brief = brief("piano in C major, 120 bpm, 4/4", 8);
  settings.beginning = plan(short_brief, settings).events;
  ASSERT_EQ(models::count_bars(settings.beginning), 4);
  const PlannedScore planned = plan(wanted, settings);
  EXPECT_EQ(models::count_bars(planned.events), 12);
  std::vector<models::ScoreEvent> begun = settings.beginning;
  models::extend_to_bars(begun, 12);
  ASSERT_GT(planned.events.size(), begun.size());
  EXPECT_TRUE(std::equal(begun.begin(), begun.end(), planned.events.begin()));
  EXPECT_EQ(last_bass(planned, wanted.rules.header), 0);

  settings.beginning = planned.events;  // nothing left to plan
  EXPECT_EQ(plan(wanted, settings).events, planned.events);
  EXPECT_THROW(plan(short_brief, settings), ConfigError);
}

TEST_F(ScorePlanningTest, TellsProgressAndStopsAtWholeBars) {
  const auto wanted = brief("piano, 120 bpm, 4/4", 40);
  PlanningSettings settings;
  std::vector<std::int64_t> told;
  std::atomic<bool> stop{false};
  const PlannedScore planned =
      ScorePlanning(*model_, wanted, settings).run(stop, [&](std::int64_t bars, std::int64_t of) {
        EXPECT_EQ(of, 20);
        told.push_back(bars);
        stop = bars == 6;
      });
  EXPECT_THAT(told, ::testing::ElementsAre(1, 2, 3, 4, 5, 6));
  EXPECT_TRUE(planned.interrupted);
  EXPECT_EQ(models::count_bars(planned.events), 5);
}

TEST_F(ScorePlanningTest, RefusesModelsThatPlanNothing) {
  EXPECT_NO_THROW(require_planner(*model_, "planner"));
  testing::write_random_language_model(
      folder_ / "music.safetensors", testing::tiny_language_model_config(), 8);
  const auto music = models::LanguageModel::load(folder_ / "music.safetensors");
  EXPECT_THROW(require_planner(music, "music"), CheckpointError);
  auto config = testing::tiny_planner_config();
  config.text_vocabulary = 40;
  testing::write_random_language_model(folder_ / "old.safetensors", config, 8);
  const auto old = models::LanguageModel::load(folder_ / "old.safetensors");
  EXPECT_THROW(require_planner(old, "old"), CheckpointError);
}

}  // namespace
}  // namespace melisma::synth
