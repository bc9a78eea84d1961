#pragma once

#include "audio/midi/score.h"
#include "models/corpus/composer/piece.h"
#include "models/text/caption_attributes.h"

namespace melisma::models {

/// What is true of a piece and of the score that was made of it.
CaptionAttributes facts_of(const Piece& piece, const audio::Score& score);

}  // namespace melisma::models
