#pragma once

#include <vector>

#include "models/corpus/composer/sheet.h"

namespace melisma::models {

/// Pitches of a chord in [low, high], `voices` of them, as near as can be to the voicing before.
std::vector<int> voice_chord(
    const Harmony& chord, int low, int high, std::size_t voices, const std::vector<int>& before);

/// Chords or arpeggios of a phrase in the player's texture.
void write_accompaniment(const Piece& piece,
                         const Phrase& phrase,
                         const Player& player,
                         Sheet& sheet);
/// Long chords under everything.
void write_pad(const Piece& piece, const Phrase& phrase, const Player& player, Sheet& sheet);
/// Bells, drums and hits: the root on a few strong beats.
void write_colour(const Piece& piece, const Phrase& phrase, const Player& player, Sheet& sheet);

}  // namespace melisma::models
