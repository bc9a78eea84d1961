#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace melisma::models {

/// How times and dates in figures are said, in words. Each function takes one word without quotes
/// and final punctuation; none when the word is nothing of the kind.

/// The English name of a month, with a capital: "May", but not "may".
bool is_month(std::string_view word);
/// "A-M" or "pm" for "a.m.", "PM" and the like; the hyphen keeps the front end from reading the
/// letter as an article, and "am" as a verb.
std::optional<std::string> half_of_day(std::string_view word);
/// "10:30:15", "10:30am", "10am", "10:30-11". `half_follows`: the next word is half_of_day(), so
/// that 7:00 is "seven" and not "seven o'clock".
std::optional<std::string> read_time(std::string_view word, bool half_follows);
/// "5/12/2021" (month first, unless it cannot be), "2021-05-12", "12.5.2021" (day first).
std::optional<std::string> read_date(std::string_view word);
/// "1990s", "80s".
std::optional<std::string> read_decade(std::string_view word);

}  // namespace melisma::models
