#include "synth/score_planning.h"

#include <algorithm>

#include "audio/error.h"
#include "models/planner/final_bass.h"
#include "models/planner/key_estimate.h"
#include "models/planner/score_events.h"
#include "models/text/music_words.h"

namespace melisma::synth {
namespace {

using models::ScoreEvent;

constexpr int kNoPitch = 128;
constexpr int kNoProgram = models::kDrumProgram;
constexpr std::int64_t kEntranceShare = 4;  // of the bars, after which all have entered

/// Leaves only `code` legal if it is, and everything as it was if not.
void only(int code, std::vector<std::uint8_t>& legal) {
  if (legal[static_cast<std::size_t>(code)] != 0) {
    std::fill(legal.begin(), legal.end(), std::uint8_t{0});
    legal[static_cast<std::size_t>(code)] = 1;
  }
}

/// Makes `code` illegal unless nothing else is legal.
void avoid(int code, std::vector<std::uint8_t>& legal) {
  std::uint8_t& mark = legal[static_cast<std::size_t>(code)];
  if (std::count(legal.begin(), legal.end(), std::uint8_t{1}) > mark) {
    mark = 0;
  }
}

std::uint32_t first_stream(const PlanningSettings& settings) {
  return models::random_stream::kPlan +
         settings.attempt * (std::uint32_t{ScorePlanning::kEndingAttempts} + 1);
}

DrawSettings draw_settings(const PlanningSettings& settings) {
  return {settings.sampling, settings.seed, first_stream(settings)};
}

/// How much of the key is heard: 2 for tonic and mode.
int key_agreement(const audio::Score& score, const models::PlanHeader& header) {
  const models::KeyEstimate heard = models::estimate_key(score);
  return (heard.tonic == header.tonic ? 1 : 0) + (heard.minor == header.minor ? 1 : 0);
}

}  // namespace

void require_planner(const models::LanguageModel& model, const std::string& name) {
  require_kind(model, "planner", name);
  const models::LanguageModelConfig& config = model.config();
  const std::vector<int> sizes(models::kScoreEventSizes.begin(), models::kScoreEventSizes.end());
  if (config.code_sizes != sizes || config.feature_count != 0 ||
      config.text_vocabulary != models::kMusicVocabularySize) {
    throw CheckpointError(name + " plans other score events or reads other words (vocabulary of " +
                          std::to_string(config.text_vocabulary) + ") than this version (" +
                          std::to_string(models::kMusicVocabularySize) +
                          "). Use a planner trained by this version.");
  }
}

ScorePlanning::ScorePlanning(const models::LanguageModel& model,
                             const CompositionBrief& brief,
                             const PlanningSettings& settings)
    : brief_(brief),
      stream_(first_stream(settings)),
      generator_(model, draw_settings(settings), brief.tokens),
      constraints_(brief.rules) {
  std::vector<ScoreEvent> beginning = settings.beginning;
  models::extend_to_bars(beginning, brief.rules.bars);
  for (const ScoreEvent& event : beginning) {
    generator_.feed(event);
    take(event);
  }
  given_ = events_.size();
  const std::int64_t given_bars = constraints_.bars();
  entrance_bar_ =
      given_bars + std::max<std::int64_t>(1, (brief.rules.bars - given_bars) / kEntranceShare);
}

void ScorePlanning::take(const ScoreEvent& event) {
  constraints_.accept(event);
  if (event[0] >= models::kNoteEvent && event[1] < models::kDrumProgram) {
    players_.set(static_cast<std::size_t>(event[1]));
  }
  if (event[0] == models::kBarEvent) {
    last_bar_ = events_.size();
  }
  events_.push_back(event);
}

/// A choice of more programs than may play is the planner's. Events of a position rise in program,
/// so at the beginning of a bar they can enter one after the other.
int ScorePlanning::next_to_enter() const {
  const auto& rules = brief_.rules;
  const bool all_play = static_cast<int>(rules.programs.count()) <= rules.most_programs;
  if (!all_play || constraints_.bars() != entrance_bar_ ||
      (events_.back()[0] != models::kBarEvent && events_.back()[0] != models::kNoteEvent)) {
    return kNoProgram;
  }
  for (int program = 0; program < kNoProgram; ++program) {
    const auto index = static_cast<std::size_t>(program);
    if (rules.programs[index] && !players_[index]) {
      return program;
    }
  }
  return kNoProgram;
}

int ScorePlanning::lowest_pitch() const {
  int lowest = kNoPitch;
  for (std::size_t i = last_bar_; i < events_.size(); ++i) {
    const ScoreEvent& event = events_[i];
    if (event[0] >= models::kNoteEvent && event[1] != models::kDrumProgram) {
      lowest = std::min(lowest, event[2]);
    }
  }
  return lowest;
}

bool ScorePlanning::is_at_home() const {
  const audio::Score score = models::score_from_events(brief_.rules.header, events_);
  const int bass = lowest_pitch();
  return bass != kNoPitch && bass % 12 == 0 &&
         models::final_bass(score) % 12 == brief_.rules.header.tonic;
}

void ScorePlanning::restrict_to_tonic() {
  std::bitset<128> pitches;
  for (std::size_t pitch = 0; pitch < pitches.size(); pitch += 12) {
    pitches.set(pitch);
  }
  constraints_.restrict_pitches(pitches);
}

void ScorePlanning::mark_legal(int field,
                               std::span<const std::int32_t> so_far,
                               std::vector<std::uint8_t>& legal) const {
  ScoreEvent event{};
  std::copy(so_far.begin(), so_far.end(), event.begin());
  constraints_.legal_codes(field, event, legal);
  const bool begins_last_bar =
      field > 0 && event[0] == models::kBarEvent && constraints_.bars() + 1 == brief_.rules.bars;
  if (field == 0 && given_ > 0 && events_.size() == given_) {
    only(models::kBarEvent, legal);  // what is given stays as it is
  } else if (begins_last_bar && field == 2) {
    only(models::kChordRootCodes, legal);
  } else if (begins_last_bar && field == 3) {
    const auto quality =
        brief_.rules.header.minor ? models::ChordQuality::kMinor : models::ChordQuality::kMajor;
    only(models::kChordQualityCodes + static_cast<int>(quality), legal);
  } else if (const int enters = next_to_enter(); enters != kNoProgram && field < 2) {
    only(field == 0 ? models::kNoteEvent : enters, legal);
  } else if (forced_home_ && lowest_pitch() == kNoPitch && field == 0) {
    avoid(models::kEndEvent, legal);
  } else if (forced_home_ && lowest_pitch() == kNoPitch && field == 1) {
    avoid(models::kDrumProgram, legal);
  }
}

void ScorePlanning::draw_event() {
  if (forced_home_) {
    restrict_to_tonic();
  }
  ScoreEvent event{};
  generator_.next(
      event, {}, [this](int field, auto so_far, auto& legal) { mark_legal(field, so_far, legal); });
  take(event);
}

void ScorePlanning::draw_to_end(const std::atomic<bool>& stop) {
  while (!constraints_.finished() && !stop.load(std::memory_order_relaxed)) {
    draw_event();
  }
}

void ScorePlanning::draw_ending(const std::atomic<bool>& stop) {
  const GeneratorState start = generator_.state();
  const models::EventConstraints rules = constraints_;
  const std::size_t events = events_.size();
  for (ending_attempts_ = 1;; ++ending_attempts_) {
    forced_home_ = ending_attempts_ == kEndingAttempts;  // not reached without pitched programs
    draw_to_end(stop);
    if (brief_.rules.programs.none() || is_at_home() || forced_home_ ||
        stop.load(std::memory_order_relaxed)) {
      return;
    }
    generator_.go_back(start);
    generator_.set_stream(stream_ + static_cast<std::uint32_t>(ending_attempts_));
    constraints_ = rules;
    events_.resize(events);
  }
}

PlannedScore ScorePlanning::run(const std::atomic<bool>& stop, const PlanProgress& progress) {
  const std::int64_t bars = brief_.rules.bars;
  std::int64_t told = -1;
  if (constraints_.bars() >= bars) {
    take({models::kEndEvent, 0, 0, 0, 0});  // all of it is given
  }
  while (!constraints_.finished() && constraints_.bars() < bars &&
         !stop.load(std::memory_order_relaxed)) {
    draw_event();
    if (progress && constraints_.bars() != told) {
      told = constraints_.bars();
      progress(told, bars);
    }
  }
  if (!constraints_.finished() && constraints_.bars() == bars) {
    draw_ending(stop);
  }
  PlannedScore planned;
  planned.interrupted = !constraints_.finished();
  if (planned.interrupted) {
    events_.resize(last_bar_);
  }
  planned.score = models::score_from_events(brief_.rules.header, events_);
  planned.events = events_;
  planned.ending_attempts = ending_attempts_;
  return planned;
}

PlannedScore plan_score(const models::LanguageModel& model,
                        const CompositionBrief& brief,
                        PlanningSettings settings,
                        const std::atomic<bool>& stop,
                        const PlanProgress& progress) {
  constexpr int kAll = 2;
  PlannedScore best;
  int best_agreement = -1;
  for (; settings.attempt < kPlanAttempts && best_agreement < kAll; ++settings.attempt) {
    PlannedScore planned = ScorePlanning(model, brief, settings).run(stop, progress);
    const int agreement = key_agreement(planned.score, brief.rules.header);
    if (planned.interrupted) {
      return best_agreement < 0 ? planned : best;
    }
    if (agreement > best_agreement) {
      best_agreement = agreement;
      best = std::move(planned);
    }
  }
  return best;
}

}  // namespace melisma::synth
