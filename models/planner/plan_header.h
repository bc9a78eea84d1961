#pragma once

#include "audio/midi/score.h"

namespace melisma::models {

/// What holds for a whole piece and is not sampled: the planner is told it through the caption, and
/// the score has it exactly.
struct PlanHeader {
  double tempo_bpm = 120;  // quarter notes a minute, 4..960
  int tonic = 0;           // 0..11, C = 0
  bool minor = false;
  int numerator = 4;  // metre: any whose bar is a whole number of units, at most kMaxBarUnits
  int denominator = 4;
  bool operator==(const PlanHeader&) const = default;
};

/// Throws ConfigError that names the field, its value and the legal range.
void validate(const PlanHeader& header);
/// Whether a metre fits the grid: 4/4, 3/4, 6/8, 5/4, 7/8, 9/8, 12/8...
[[nodiscard]] bool metre_fits(int numerator, int denominator);
/// Units (twelfths of a quarter note) of a bar: 48 in 4/4, 36 in 3/4 and 6/8.
[[nodiscard]] int bar_units(const PlanHeader& header);
/// Whether a pitch class, 0..11 above the tonic, is in the major scale, or in the natural minor one
/// with the leading note.
[[nodiscard]] bool in_scale(int semitones, bool minor);
/// Semitones, -5..6, that move the tonic to the nearest C.
[[nodiscard]] int semitones_to_c(const PlanHeader& header);
/// The key signature of the header's key.
[[nodiscard]] audio::KeySignature key_signature(const PlanHeader& header);

struct HeaderOfScore {
  PlanHeader header;
  bool key_estimated = false;   // the score has no key signature: estimated from its notes
  bool metre_replaced = false;  // its metre does not fit the grid: bars are counted in 4/4
};

/// First key signature and metre; of the tempos the one that lasts longest, brought into range.
HeaderOfScore header_of_score(const audio::Score& score);

}  // namespace melisma::models
