#pragma once

#include <string>
#include <string_view>

namespace melisma::models {

/// Numbers as US English words, as the front end (phonemizer.h) says them: no "and" after the
/// hundreds, no hyphens. All figures given are ASCII digits.

/// "1234" is "one thousand two hundred thirty four". Figure by figure where a nought leads or
/// there are more than 15.
std::string cardinal_words(std::string_view figures);
/// "1234th".
std::string ordinal_words(std::string_view figures);
/// "404" is "four zero four".
std::string digit_words(std::string_view figures);
/// 1964 is "nineteen sixty four", 2005 "two thousand five", 1900 "nineteen hundred". Four figures;
/// others are read as cardinals.
std::string year_words(std::string_view figures);
/// As part of a name, Boeing 747 or room 305: three figures are one and two, "seven forty seven",
/// four are read as years, five and more figure by figure.
std::string name_number_words(std::string_view figures);
/// A number as is_number() (number_reading.h) takes it: sign, commas, decimals. Commas that do not
/// part groups of three part numbers.
std::string number_words(std::string_view number);
/// Of the last word of a number: "sixty" gives "sixties", "six" "sixes".
std::string plural_number(std::string words);

}  // namespace melisma::models
