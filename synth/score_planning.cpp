#include "synth/score_planning.h"

#include <algorithm>

#include "audio/error.h"
#include "audio/midi/playing_time.h"
#include "models/planner/final_bass.h"
#include "models/planner/key_estimate.h"
#include "models/planner/score_events.h"
#include "models/planner/settled_words.h"
#include "models/text/music_words.h"

namespace melisma::synth {
namespace {

using models::ScoreEvent;

constexpr int kNoPitch = 128;
constexpr int kBassFamily = 4;
constexpr std::int64_t kEntranceShare = 4;  // of the bars, after which all have entered

/// Leaves only `code` legal if it is, and everything as it was if not.
void only(int code, std::vector<std::uint8_t>& legal) {
  if (legal[static_cast<std::size_t>(code)] != 0) {
    std::fill(legal.begin(), legal.end(), std::uint8_t{0});
    legal[static_cast<std::size_t>(code)] = 1;
  }
}

/// Leaves only those programs legal of which one is.
void only(const models::ProgramSet& programs, std::vector<std::uint8_t>& legal) {
  std::vector<std::uint8_t> left(legal.size());
  for (std::size_t program = 0; program < programs.size(); ++program) {
    left[program] = programs[program] ? legal[program] : 0;
  }
  if (std::count(left.begin(), left.end(), std::uint8_t{1}) > 0) {
    legal = std::move(left);
  }
}

/// Makes `code` illegal unless nothing else is legal.
void avoid(int code, std::vector<std::uint8_t>& legal) {
  std::uint8_t& mark = legal[static_cast<std::size_t>(code)];
  if (std::count(legal.begin(), legal.end(), std::uint8_t{1}) > mark) {
    mark = 0;
  }
}

/// Whether the brief has words that the rules do not see to.
bool describes(const CompositionBrief& brief) {
  return models::words_of_rules(brief.tokens).size() < brief.tokens.size();
}

std::uint32_t first_stream(const PlanningSettings& settings) {
  return models::random_stream::kPlan +
         settings.attempt * (std::uint32_t{ScorePlanning::kEndingAttempts} + 1);
}

/// Guidance leads to what the rules do not see to; where they see to all, there is none.
DrawSettings draw_settings(const CompositionBrief& brief, const PlanningSettings& settings) {
  DrawSettings draw{settings.sampling, settings.seed, first_stream(settings)};
  draw.evidence = describes(brief);
  draw.sampling.guidance = draw.evidence ? draw.sampling.guidance : 1;
  return draw;
}

models::ProgramSet all_of(const std::vector<models::ProgramSet>& wanted) {
  models::ProgramSet all;
  for (const models::ProgramSet& choice : wanted) {
    all |= choice;
  }
  return all;
}

/// Whether the family that sounds longest is one of those wanted, if any are.
bool wanted_lead(const audio::Score& score, const models::ProgramSet& all) {
  const std::vector<double> seconds = audio::seconds_by_family(score);
  const auto leader = std::max_element(seconds.begin(), seconds.end()) - seconds.begin();
  return all.none() || (models::family_programs(static_cast<int>(leader)) & all).any();
}

/// How much of what sampling under rules does not see to is as it should be, up to kAllAgree: the
/// tonic, the mode, who leads, that drums play.
constexpr int kAllAgree = 4;
int agreement(const audio::Score& score, const models::PlanRules& rules) {
  const models::KeyEstimate heard = models::estimate_key(score);
  const bool drums = std::any_of(
      score.notes.begin(), score.notes.end(), [](const auto& note) { return note.is_drum(); });
  return (heard.tonic == rules.header.tonic ? 1 : 0) + (heard.minor == rules.header.minor ? 1 : 0) +
         (wanted_lead(score, all_of(rules.wanted)) ? 1 : 0) +
         (drums || !rules.drums_wanted ? 1 : 0);
}

/// As cold as before the next plan would be much the same. Greedy stays greedy, and what is warmer
/// than the model itself stays as it is.
float warmer(float temperature) {
  return temperature == 0 ? 0 : std::max(temperature, std::min(temperature + kPlanWarming, 1.0F));
}

}  // namespace

void require_planner(const models::LanguageModel& model, const std::string& name) {
  require_kind(model, "planner", name);
  const models::LanguageModelConfig& config = model.config();
  const std::vector<int> sizes(models::kScoreEventSizes.begin(), models::kScoreEventSizes.end());
  if (config.code_sizes != sizes || config.feature_count != models::kPlanFeatureCount ||
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
      generator_(model,
                 draw_settings(brief, settings),
                 brief.tokens,
                 models::words_of_rules(brief.tokens)),
      constraints_(brief.rules),
      features_(brief.tokens) {
  std::vector<ScoreEvent> beginning = settings.beginning;
  models::extend_to_bars(beginning, brief.rules.bars);
  for (const ScoreEvent& event : beginning) {
    features_.next(row_);
    models::keep_rule_words(row_, plain_row_);
    generator_.feed(event, row_, plain_row_);
    take(event);
  }
  given_ = events_.size();
  const std::int64_t given_bars = constraints_.bars();
  entrance_bar_ =
      given_bars + std::max<std::int64_t>(1, (brief.rules.bars - given_bars) / kEntranceShare);
}

void ScorePlanning::take(const ScoreEvent& event) {
  constraints_.accept(event);
  features_.push(event);
  if (event[0] == models::kBarEvent) {
    last_bar_ = events_.size();
  }
  events_.push_back(event);
}

/// Events of a position rise in program, so at the beginning of a bar they can enter one after the
/// other.
models::ProgramSet ScorePlanning::entering() const {
  if (events_.empty() || constraints_.bars() != entrance_bar_) {
    return {};
  }
  const std::int32_t last = events_.back()[0];
  const bool at_beginning = last == models::kBarEvent || last == models::kNoteEvent;
  return at_beginning ? constraints_.missing() : models::ProgramSet();
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
  } else if (const models::ProgramSet enter = entering(); enter.any() && field == 0) {
    only(models::kNoteEvent, legal);
  } else if (enter.any() && field == 1) {
    only(enter, legal);
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
  features_.next(row_);
  models::keep_rule_words(row_, plain_row_);
  generator_.next(
      event,
      row_,
      [this](int field, auto so_far, auto& legal) { mark_legal(field, so_far, legal); },
      plain_row_);
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
  const models::PlanFeatures features = features_;
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
    features_ = features;
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
  planned.evidence = generator_.evidence();
  return planned;
}

PlannedScore plan_score(const models::LanguageModel& model,
                        CompositionBrief brief,
                        PlanningSettings settings,
                        const std::atomic<bool>& stop,
                        const PlanProgress& progress) {
  PlannedScore best;
  int most = -1;
  const std::uint32_t wanted = describes(brief) ? kPlanChoices : 1;
  for (std::uint32_t agreed = 0; settings.attempt < kPlanAttempts && agreed < wanted;
       ++settings.attempt) {
    if (settings.attempt == kPlanAttempts / 2 && !brief.rules.wanted.empty()) {
      brief.rules.programs &= all_of(brief.rules.wanted) | models::family_programs(kBassFamily);
    }
    PlannedScore planned = ScorePlanning(model, brief, settings).run(stop, progress);
    if (planned.interrupted) {
      return most < 0 ? planned : best;
    }
    const int agrees = agreement(planned.score, brief.rules);
    if (agrees == kAllAgree) {
      ++agreed;
    } else if (agreed == 0 && settings.attempt + 1 >= kPlanChoices) {
      settings.sampling.temperature = warmer(settings.sampling.temperature);
    }
    if (agrees > most || (agrees == most && planned.evidence > best.evidence)) {
      most = agrees;
      best = std::move(planned);
    }
  }
  return best;
}

}  // namespace melisma::synth
