#pragma once

#include <span>
#include <string_view>

#include "models/text/caption_attributes.h"

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

/// Share of minor pieces among those of these moods, where the style has `usual`; the last mood
/// that cares decides.
double minor_share(std::span<const std::string_view> moods, double usual);
/// The part of a style's tempo range that suits the moods; its middle where they contradict each
/// other.
TempoRange tempo_range(std::span<const std::string_view> moods, const TempoRange& style);

}  // namespace melisma::models
