#pragma once

#include "models/corpus/composer/sheet.h"

namespace melisma::models {

/// The bass of a phrase, in its player's manner.
void write_bass(const Piece& piece, const Phrase& phrase, const Player& player, Sheet& sheet);

}  // namespace melisma::models
