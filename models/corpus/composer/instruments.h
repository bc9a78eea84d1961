#pragma once

namespace melisma::models {

struct PitchRange {
  int low = 21;
  int high = 108;
};
/// What the instrument of a General MIDI program plays well.
PitchRange range_of(int program);
/// Whether an instrument can play several notes at once.
bool plays_chords(int program);
/// Bells, drums and effects that colour a piece and carry no line.
bool is_colour(int program);
bool is_bass(int program);
/// Guitars, harps and the like.
bool is_plucked(int program);

}  // namespace melisma::models
