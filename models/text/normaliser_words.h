#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace melisma::models {

/// What an abbreviation without its last full stop stands for ("e.g", "Prof", "etc"); none if it is
/// not known or the front end knows it. `before_number`: a number comes next ("No. 5", "Jan. 5").
std::optional<std::string_view> abbreviation(std::string_view word,
                                             bool full_stop,
                                             bool before_number);

/// A unit of measure after a number ("km/h"), in the singular or plural.
std::optional<std::string> unit_name(std::string_view unit, bool singular);

/// A sign that is read by its name wherever it stands ("&" is "and").
std::optional<std::string_view> sign_name(char sign);

bool is_digit(char c);
bool is_letter(char c);
bool all_digits(std::string_view text);  // and not empty
std::string lower_case(std::string_view text);

}  // namespace melisma::models
