#pragma once

#include "models/corpus/composer/sheet.h"

namespace melisma::models {

/// How a line is made of an idea.
struct LineManner {
  MelodyManner rhythm = MelodyManner::kFlowing;
  int delay_bars = 0;   // imitation: the line begins the idea this much later
  int idea_offset = 0;  // another idea, where it is not 0
};

/// A melody over a phrase: two motifs and a cadence (a b a c and the like), mostly steps, chord
/// tones on the beats. Phrases of one idea begin alike; a repeat is ornamented.
void write_melody(const Piece& piece,
                  const Phrase& phrase,
                  const Player& player,
                  const LineManner& manner,
                  Sheet& sheet);

}  // namespace melisma::models
