#pragma once

#include <array>
#include <string_view>
#include <vector>

namespace melisma::models {

/// Rhythms are texts of one letter a sixteenth: x a note, X an accented one, - the note goes on, .
/// silence. A - at the start continues what sounded before.
struct Stroke {
  int start = 0;  // units
  int length = 3;
  bool accent = false;
};
std::vector<Stroke> read_rhythm(std::string_view rhythm);

/// One rhythm, a bar of each metre: 16, 12 and 12 sixteenths.
struct MetreRhythm {
  std::string_view four;
  std::string_view three;
  std::string_view six;

  [[nodiscard]] std::string_view of(int bar_units, int beat_units) const {
    return bar_units == 48 ? four : beat_units == 18 ? six : three;
  }
};

}  // namespace melisma::models
