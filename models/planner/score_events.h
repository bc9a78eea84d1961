#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "audio/midi/score.h"
#include "models/planner/plan_header.h"
#include "models/planner/score_event_layout.h"

namespace melisma::models {

/// A score as planner events, END included.
struct ScorePlan {
  HeaderOfScore from;  // header, and what of it had to be guessed
  std::vector<ScoreEvent> events;

  [[nodiscard]] const PlanHeader& header() const noexcept { return from.header; }
};

/// Quantises a score to the grid. Onsets go to the nearest unit, lengths to the nearest duration
/// class, velocities to their class; bars are counted from tick 0 in the header's metre, and the
/// chord of each is estimated from its notes. Kept: markers that name a section. Lost: tempo and
/// metre changes, pitch bends, channels; of notes with one onset, program and pitch the longest and
/// loudest. A pitch that the key's transposition moves out of range moves by an octave. A piece
/// ends with the bar of its last note; a tail of up to 3 units into a further bar is cut.
ScorePlan events_from_score(const audio::Score& score);
/// With the header given (the corpus knows it).
ScorePlan events_from_score(const audio::Score& score, const PlanHeader& header);

/// The score of some events, at 480 ticks a quarter note, END or not: title, channels (one for each
/// program, in order of the programs; drums on channel 9), tempo, metre, key, and a marker where
/// the section changes. Events of events_from_score give the quantised score, and that gives the
/// same events. Throws ConfigError for an illegal header and InputError for an illegal event, with
/// its place.
audio::Score score_from_events(const PlanHeader& header, std::span<const ScoreEvent> events);

/// Number of BAR events.
[[nodiscard]] std::int64_t count_bars(std::span<const ScoreEvent> events);
/// Makes events the beginning of a piece of `total_bars`: drops END and counts its bars left anew.
/// Throws ConfigError when there are more bars than that.
void extend_to_bars(std::vector<ScoreEvent>& events, std::int64_t total_bars);

}  // namespace melisma::models
