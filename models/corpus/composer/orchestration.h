#pragma once

#include "models/corpus/composer/piece.h"

namespace melisma::models {

/// Chooses players and drums for `piece`, whose style is set; a piano alone where that is wanted.
void choose_players(Piece& piece, bool solo_piano);

}  // namespace melisma::models
