#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "audio/midi/score.h"
#include "cli/eval/figure_mean.h"
#include "cli/eval/figure_table.h"

namespace melisma::cli {

/// How well a recording plays a score, by the score itself and by a reference recording of it.
struct MusicAgreement {
  double chroma = 0;        // correlation of pitch classes with the reference's; 1 = equal
  double onset_f = 0;       // F-measure of onsets at +- 50 ms against the reference's
  double flux = 0;          // correlation of onset envelopes
  double score_chroma = 0;  // correlation of pitch classes with the score's
  std::optional<double> tempo_error;  // share, after folding octaves; empty when too short to tell
  double loopiness = 0;               // of the recording; compare with the reference's own
};

/// Both signals start with the score and are cut to the shorter. `score` may go on after them.
MusicAgreement music_agreement(std::span<const float> reference,
                               std::span<const float> sound,
                               int sample_rate,
                               const audio::Score& score);

/// Means over pieces.
class MusicAgreementMean {
 public:
  void add(const MusicAgreement& piece);
  /// A row of agreement_table.
  void add_row(FigureTable& table, const std::string& name) const;

 private:
  FigureMean chroma_;
  FigureMean onset_f_;
  FigureMean flux_;
  FigureMean score_chroma_;
  FigureMean tempo_error_;
  FigureMean tempo_right_;  // share of pieces whose tempo error is at most kTempoTolerance
  FigureMean loopiness_;
};

inline constexpr double kTempoTolerance = 0.04;

FigureTable agreement_table();

}  // namespace melisma::cli
