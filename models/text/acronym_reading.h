#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace melisma::models {

/// Words in capitals. The front end spells most of those that are not words by itself.

bool all_capitals(std::string_view word);  // and not empty
/// "UFO" is "U-F-O": hyphens keep the front end from reading A as an article.
std::string spell_letters(std::string_view capitals);
/// Acronyms to spell that the front end takes for words ("EU", "UFO"), the plural of any it spells
/// ("DVDs", "PCs"), and letters around "&" ("AT&T"). None for other words.
std::optional<std::string> read_acronym(std::string_view word);
/// A Roman numeral after a word that makes it one: "Chapter IV" is "four", "Henry VIII" "the
/// eighth". `last`: no word follows directly; otherwise I is the pronoun, "i" for the front end.
std::optional<std::string> read_roman_numeral(std::string_view before,
                                              std::string_view word,
                                              bool last);

}  // namespace melisma::models
