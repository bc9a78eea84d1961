#pragma once

#include "models/corpus/composer/piece.h"

namespace melisma::models {

/// The velocity of a note: loudness of the piece there, of the player's role and of its stress.
/// stress: -1 a weak note, 0 a plain one, 1 an accent. 1..127, the middle of a planner's class.
int velocity_at(const Piece& piece, Role role, int unit, int stress);
/// The same of a drum, whose own loudness is 0..1.
int drum_velocity_at(const Piece& piece, int unit, double loudness);

}  // namespace melisma::models
