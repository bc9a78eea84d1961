#pragma once

#include <string>

#include "audio/midi/score.h"
#include "cli/eval/figure_mean.h"
#include "cli/eval/figure_table.h"

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

/// Means of them over many scores.
class ScoreFactsMean {
 public:
  void add(const audio::Score& score);
  static FigureTable table();
  void add_row(FigureTable& table, const std::string& name) const;

 private:
  FigureMean in_key_;
  FigureMean tonic_;
  FigureMean repeated_;
  FigureMean repeated_parts_;
  FigureMean density_;
  FigureMean programs_;
};

}  // namespace melisma::cli
