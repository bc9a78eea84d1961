#pragma once

#include <string>

#include "models/corpus/composer/piece.h"

namespace melisma::models {

/// The rhythm of a melody's bar, one letter a sixteenth, made of two halves.
std::string melody_bar_rhythm(const Piece& piece, MelodyManner manner, CropRandom& random);
/// Of a bar that ends a phrase: something short, then a long note.
std::string cadence_bar_rhythm(const Piece& piece, MelodyManner manner, CropRandom& random);

}  // namespace melisma::models
