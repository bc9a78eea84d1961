#pragma once

#include <string>
#include <string_view>

namespace melisma::models {

/// ASCII text as words that the front end (phonemizer.h) reads as they are meant. All figures are
/// written out: numbers, ordinals, years and decades, money with any currency or magnitude, dates,
/// clock times, fractions, ranges, telephone numbers, units of measure, versions, names such as
/// "MP3". So are abbreviations, e-mail and web addresses, signs, Roman numerals, and acronyms that
/// the front end takes for words; what it reads well by itself ("Dr.", "NASA", "XML", and, alone
/// with figures left, "1000th") stays. Quotes, brackets and signs of emphasis go; a bracket or dash
/// leaves a comma. Other text is kept, every word and its punctuation in order.
std::string normalise_text(std::string_view text);

}  // namespace melisma::models
