#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "audio/midi/score.h"
#include "models/planner/event_constraints.h"
#include "models/planner/plan_features.h"
#include "models/planner/score_event_layout.h"
#include "models/transformer/language_model.h"
#include "synth/composition_brief.h"
#include "synth/frame_generator.h"
#include "synth/sampling_defaults.h"

namespace melisma::synth {

/// How a score is planned, besides the brief.
struct PlanningSettings {
  models::SamplingConfig sampling = kPlannerSampling;
  std::uint64_t seed = 0;
  /// Events that the piece begins with, END or not, in the brief's key and metre. Their bars count.
  std::vector<models::ScoreEvent> beginning;
  std::uint32_t attempt = 0;  // another one draws anew from the same seed
};

/// Told the bars begun so far, of the whole piece.
using PlanProgress = std::function<void(std::int64_t bars, std::int64_t of_bars)>;

struct PlannedScore {
  audio::Score score;
  std::vector<models::ScoreEvent> events;
  bool interrupted = false;  // the stop flag was raised: only the bars that were whole
  int ending_attempts = 0;   // how often the last bar was sampled
  /// By how many nats the planner finds it likelier with the words that no rule sees to (style,
  /// mood...) than without: how well it shows them.
  double evidence = 0;
};

/// Throws CheckpointError that names `name` unless `model` is a planner of this event layout.
void require_planner(const models::LanguageModel& model, const std::string& name);

/// Text to score: events are sampled from a planner under EventConstraints, so bars, tempo, key,
/// metre and instruments are exactly the brief's: those wanted that have not played in the first
/// quarter enter then. The piece ends at home: its last bar has the
/// tonic chord, and is sampled again until its lowest note, and what it comes to rest on, is the
/// tonic (the last of kEndingAttempts allows no other note). Same model, brief and settings: same
/// score. [inference] thread.
class ScorePlanning {
 public:
  static constexpr int kEndingAttempts = 8;

  /// `model` has passed require_planner, and must outlive this. Throws ConfigError for settings
  /// out of range, or a beginning of more bars than the brief's.
  ScorePlanning(const models::LanguageModel& model,
                const CompositionBrief& brief,
                const PlanningSettings& settings);

  /// Plans the whole piece. Call once.
  PlannedScore run(const std::atomic<bool>& stop, const PlanProgress& progress = {});

 private:
  void take(const models::ScoreEvent& event);
  void draw_event();
  void mark_legal(int field,
                  std::span<const std::int32_t> so_far,
                  std::vector<std::uint8_t>& legal) const;
  /// Draws events until the piece is finished or `stop` is raised.
  void draw_to_end(const std::atomic<bool>& stop);
  void draw_ending(const std::atomic<bool>& stop);
  void restrict_to_tonic();
  [[nodiscard]] bool is_at_home() const;
  /// Those of which one must enter now; none: whoever likes.
  [[nodiscard]] models::ProgramSet entering() const;
  /// Lowest pitch of the events from last_bar_ on, as written; 128 if there is none.
  [[nodiscard]] int lowest_pitch() const;

  CompositionBrief brief_;
  std::uint32_t stream_;
  FrameGenerator generator_;
  models::EventConstraints constraints_;
  models::PlanFeatures features_;
  std::vector<models::Feature> row_;        // of the event to come
  std::vector<models::Feature> plain_row_;  // without the words that no rule sees to
  std::vector<models::ScoreEvent> events_;
  std::size_t given_ = 0;          // events of the beginning
  std::size_t last_bar_ = 0;       // index of the latest BAR in events_
  std::int64_t entrance_bar_ = 1;  // bars begun when all that are asked for enter
  bool forced_home_ = false;       // only the tonic may sound now
  int ending_attempts_ = 0;
};

/// ScorePlanning, again until kPlanChoices pieces (one, if the rules see to all words of the
/// caption) are heard in the brief's key (models::estimate_key), are led by a family of those
/// wanted and have the drums that are wanted, at most kPlanAttempts times, in the second half of
/// which nobody but a bass may join those wanted. While none is after kPlanChoices it draws warmer.
/// Of the scores that come nearest to that, the one with the most evidence. `progress` is told of
/// each.
inline constexpr std::uint32_t kPlanAttempts = 8;
inline constexpr std::uint32_t kPlanChoices = 3;
inline constexpr float kPlanWarming = .1F;  // of the temperature, an attempt, up to 1
PlannedScore plan_score(const models::LanguageModel& model,
                        CompositionBrief brief,
                        PlanningSettings settings,
                        const std::atomic<bool>& stop,
                        const PlanProgress& progress = {});

}  // namespace melisma::synth
