#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace melisma::models {

/// How words with figures in them are said, in words. Each function takes one word without quotes
/// and final punctuation; none when the word is nothing of the kind.

/// A number: figures, with commas between groups of three and decimals ("1,234.5", ".5", "-3").
bool is_number(std::string_view word);
/// Length of the number without sign that `text` begins with; 0 if it begins with none.
std::size_t number_length(std::string_view text);
/// "1st", "22nd". "1000th" stays, for the front end.
std::optional<std::string> read_ordinal(std::string_view word);
/// "3/4"; with `whole` after a whole number ("2 1/2" is "two and a half").
std::optional<std::string> read_fraction(std::string_view word, bool whole);
/// "5-10", "1990-95", "1,000-2,000": both with "to" between.
std::optional<std::string> read_range(std::string_view word);
/// A number or range with its unit, "5kg", or in the next word, `unit` ("60", "km/h"): then the
/// word `unit` is used up.
std::optional<std::string> read_quantity(std::string_view word, std::string_view unit);
/// Telephone and other numbers in groups, figure by figure: "555-123-4567", "123-45-6789".
std::optional<std::string> read_digit_groups(std::string_view word);
/// "1.2.3": dots by name.
std::optional<std::string> read_version(std::string_view word);
/// 5'10".
std::optional<std::string> read_height(std::string_view word);
/// "16:9", "3:16".
std::optional<std::string> read_ratio(std::string_view word);

}  // namespace melisma::models
