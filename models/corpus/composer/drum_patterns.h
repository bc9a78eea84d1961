#pragma once

#include <string_view>

#include "models/corpus/composer/sheet.h"

namespace melisma::models {

/// The drums of a phrase: the style's pattern, thinner where the phrase is quiet, a crash where a
/// section begins and a fill where one ends.
void write_drums(const Piece& piece, const Phrase& phrase, Sheet& sheet);
/// A bar of the bass drum, as read_rhythm reads it.
std::string_view kick_rhythm(const Piece& piece);

}  // namespace melisma::models
