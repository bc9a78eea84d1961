#pragma once

#include <span>
#include <string_view>

#include "models/text/caption_attributes.h"

namespace melisma::models {

/// Families of chord progressions that styles draw from.
enum class ProgressionBook {
  kClassical,
  kFolk,
  kPop,
  kRock,
  kJazz,
  kBlues,
  kDance,
  kEpic,
  kAmbient
};
inline constexpr int kProgressionBooks = 9;

/// Phrases of four bars, and how their last two bars become cadences. Numerals as read_numeral
/// reads them.
struct Progressions {
  std::span<const std::string_view> phrases;
  std::span<const std::string_view> open;  // two bars that end on the dominant or another question
  std::span<const std::string_view> closed;  // two bars that end on the tonic
};

/// What a book holds for a mode. A blues has phrases for the three lines of its twelve bars, in
/// order.
Progressions progressions_of(ProgressionBook book, MusicMode mode);

}  // namespace melisma::models
