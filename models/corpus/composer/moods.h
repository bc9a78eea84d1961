#pragma once

#include <string_view>

namespace melisma::models {

/// How a mood bends a piece. Shares and places are 0..1.
struct MoodHabit {
  std::string_view name;
  double minor_share;  // negative: as the style does
  double tempo_low;    // place in the style's tempo range, from here
  double tempo_high;   // to here
  double soft;         // share of soft pieces
  double loud;         // share of loud pieces
};

/// Of a canonical mood name.
const MoodHabit& mood_habit(std::string_view mood);

}  // namespace melisma::models
