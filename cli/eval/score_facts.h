#pragma once

#include <vector>

#include "audio/midi/score.h"

namespace melisma::cli {

/// What can be counted in a score without an ear. Compare planned scores with the grammar's own.
struct ScoreFacts {
  double in_key_share = 0;        // pitched notes in the header's scale (minor: with both sevenths)
  bool ends_on_tonic = false;     // the lowest pitched note of the last ones to begin is the tonic
  double repeated_bar_share = 0;  // bars after the first that are note for note an earlier one
  double repeated_part_share = 0;  // the same of each player's bars alone, drums too
  double notes_per_second = 0;
  int programs = 0;  // pitched instruments that play
};

/// All zero for a score without notes.
ScoreFacts score_facts(const audio::Score& score);

/// Seconds of sound by program, drums left out, as [128]; notes that overlap count each.
std::vector<double> seconds_by_program(const audio::Score& score);

}  // namespace melisma::cli
