#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace melisma::models {

/// How words with figures in them are read, where the front end reads them wrongly. Each function
/// takes one word without quotes and final punctuation and returns words (figures among them that
/// the front end reads well); none when the word is nothing of the kind.

/// A number: figures, with commas between groups of three and decimals ("1,234.5", ".5", "-3").
bool is_number(std::string_view word);
/// Length of the number without sign that `text` begins with; 0 if it begins with none.
std::size_t number_length(std::string_view text);
/// "10:30:15", "10:30am", "10am".
std::optional<std::string> read_time(std::string_view word);
/// "5/12/2021" (month first, unless it cannot be) and "2021-05-12".
std::optional<std::string> read_date(std::string_view word);
/// "1905", "2021": 1100 to 1999 and 2010 to 2099.
std::optional<std::string> read_year(std::string_view word);
/// "1990s", "80s".
std::optional<std::string> read_decade(std::string_view word);
/// "3/4"; with `whole` after a whole number ("2 1/2" is "2 and a half").
std::optional<std::string> read_fraction(std::string_view word, bool whole);
/// A number with its unit, "5kg", or in the next word, `unit` ("60", "km/h"): then the word `unit`
/// is used up.
std::optional<std::string> read_quantity(std::string_view word, std::string_view unit);
/// "1.2.3": dots by name.
std::optional<std::string> read_version(std::string_view word);
/// 5'10".
std::optional<std::string> read_height(std::string_view word);

}  // namespace melisma::models
