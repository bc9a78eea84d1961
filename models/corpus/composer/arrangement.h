#pragma once

#include "models/corpus/composer/sheet.h"

namespace melisma::models {

/// Lets the players of a piece play: who plays in which phrase, and the last chord.
void arrange(const Piece& piece, Sheet& sheet);

}  // namespace melisma::models
