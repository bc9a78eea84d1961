#pragma once

#include <array>
#include <string>

#include "models/planner/score_event_layout.h"

namespace melisma::models {

struct Chord {
  int root = kNoChordRoot;  // 0..11 above the tonic, kNoChordRoot = none
  ChordQuality quality = ChordQuality::kNone;
  bool operator==(const Chord&) const = default;
};

/// What is heard in a bar: for each pitch class how long it sounds (any unit), and the pitch class
/// of the bass, -1 for none.
struct ChordEvidence {
  std::array<double, 12> heard{};
  int bass = -1;
};

/// The chord whose tones match best (cosine similarity with a template for each root and quality;
/// the bass speaks for its own root, plain triads win ties). No chord when nothing, or nothing
/// clear, is heard.
Chord estimate_chord(const ChordEvidence& evidence);

/// "F#m7", "C", "none": the root as a name for a tonic of `tonic` (0..11).
std::string chord_name(const Chord& chord, int tonic = 0);

}  // namespace melisma::models
