#pragma once

#include <string>
#include <string_view>

namespace melisma::models {

/// All figures in `text`, words between blanks, written out wherever they stand: "MP3" is
/// "M-P-three", "COVID-19" "COVID nineteen", "10-year-old" "ten year-old", "747s" "seven forty
/// sevens", "3rd" "third", "10x" "ten times". Words without figures stay as they are. No figure is
/// left but in "1000th" (read_ordinal()).
std::string word_figures(std::string_view text);

}  // namespace melisma::models
