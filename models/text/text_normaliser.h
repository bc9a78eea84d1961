#pragma once

#include <string>
#include <string_view>

namespace melisma::models {

/// ASCII text as words and plain numbers that the front end (phonemizer.h) reads well: what it
/// reads wrongly by itself is written out here. Money with any currency or magnitude, times with
/// seconds, dates in figures, years and decades, fractions, units of measure, abbreviations,
/// e-mail and web addresses, version numbers, signs by name. Plain numbers, ordinals and clock
/// times stay figures, which the front end reads. Quotes, brackets and signs of emphasis go; a
/// bracket or dash leaves a comma. Every word and its punctuation are kept in order.
std::string normalise_text(std::string_view text);

}  // namespace melisma::models
