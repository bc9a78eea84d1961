#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audio/lower_case.h"

namespace melisma::models {

/// What an abbreviation without its last full stop stands for ("e.g", "Prof", "etc"); none if it is
/// not known or the front end knows it. `before_number`: a number comes next ("No. 5", "Jan. 5").
std::optional<std::string_view> abbreviation(std::string_view word,
                                             bool full_stop,
                                             bool before_number);

/// A sign that is read by its name wherever it stands ("&" is "and").
std::optional<std::string_view> sign_name(char sign);

bool is_digit(char c);
bool is_letter(char c);
bool all_digits(std::string_view text);  // and not empty
using audio::lower_case;
/// At least one part, which may be empty.
std::vector<std::string_view> split(std::string_view text, char separator);
/// Value of at most four figures, within bounds; none otherwise.
std::optional<int> small_number(std::string_view text, int least, int most);

}  // namespace melisma::models
