#pragma once

#include <vector>

#include "models/corpus/composer/piece.h"

namespace melisma::models {

/// Chords of every bar of the form of `piece` (style, key and form are set): each idea has a
/// progression of its own, cadences replace its last two bars, and the piece ends on the tonic.
std::vector<BarChords> plan_chords(const Piece& piece);

}  // namespace melisma::models
