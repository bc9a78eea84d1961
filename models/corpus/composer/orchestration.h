#pragma once

#include <vector>

#include "models/corpus/composer/piece.h"

namespace melisma::models {

struct PitchRange {
  int low = 21;
  int high = 108;
};
/// What an instrument plays well.
PitchRange range_of(int program);
/// Whether an instrument can play several notes at once.
bool plays_chords(int program);
/// Bells, drums and effects that colour a piece and carry no line.
bool is_colour(int program);

/// Chooses players and drums for `piece`, whose style is set; a piano alone where that is wanted.
void choose_players(Piece& piece, bool solo_piano);

}  // namespace melisma::models
