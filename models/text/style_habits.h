#pragma once

#include <optional>
#include <string>

#include "models/text/caption_attributes.h"

namespace melisma::models {

/// What a style does when nobody says otherwise.
struct StyleHabits {
  TempoRange tempo{76, 132};
  Metre metre{4, 4};
  double minor_share = 0.4;  // of pieces in a minor mode
};

/// Habits of a style by its canonical name; those of no style in particular for an unknown or
/// absent one.
StyleHabits style_habits(const std::optional<std::string>& style);

}  // namespace melisma::models
