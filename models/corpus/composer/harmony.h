#pragma once

#include <array>
#include <bitset>
#include <string_view>
#include <vector>

#include "models/text/caption_attributes.h"

namespace melisma::models {

/// Pitch classes, C = 0.
using PitchSet = std::bitset<12>;
constexpr std::size_t pitch_class(int pitch) {
  return static_cast<std::size_t>((pitch % 12 + 12) % 12);
}

struct MusicalKey {
  int tonic = 0;  // 0..11
  MusicMode mode = MusicMode::kMajor;

  [[nodiscard]] bool minor() const {
    return mode == MusicMode::kMinor || mode == MusicMode::kDorian;
  }
};

/// The seven pitch classes of a key; minor is natural minor.
PitchSet scale_of(const MusicalKey& key);

/// A chord that sounds, in absolute pitch classes.
struct Harmony {
  int root = 0;                    // 0..11
  std::array<int, 4> intervals{};  // semitones above the root, ascending
  int count = 3;                   // of intervals, 2..4
  PitchSet tones;
  PitchSet scale;  // of the key, with what the chord alters: V of a minor key raises the seventh

  [[nodiscard]] int tone(int index) const {
    return root + intervals[static_cast<std::size_t>(index % count)];
  }
  [[nodiscard]] bool has(int pitch) const { return tones[pitch_class(pitch)]; }
};

/// Reads a roman numeral: [b]I..VII or i..vii (lower case: minor) with one of the suffixes "7",
/// "M7", "o" (diminished), "h7" (half-diminished), "+", "sus4", "sus2", "5", and "/II" for the
/// chord of another degree. Degrees are those of the key's scale. Throws InputError for what it
/// cannot read.
Harmony read_numeral(std::string_view numeral, const MusicalKey& key);

/// Chords of some bars, two a bar.
using BarChords = std::array<Harmony, 2>;
/// Reads "I|ii7 V7|I": bars of one or two numerals.
std::vector<BarChords> read_progression(std::string_view progression, const MusicalKey& key);

/// Moves `pitch` by `steps` along a scale (a pitch beside the scale first goes to its neighbour).
int move_in_scale(int pitch, int steps, const PitchSet& scale);
/// The pitch of `set` that is nearest to `pitch`; of two equally near the lower one.
int nearest_pitch(int pitch, const PitchSet& set);

}  // namespace melisma::models
