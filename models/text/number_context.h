#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "models/text/text_tokens.h"

namespace melisma::models {

/// Words of the number (is_number() in number_reading.h) at `place`, by the words around it: a day
/// after or before a month is an ordinal ("March 3", "4 July"), four figures are a year unless
/// they count something ("1500 people"), a room, a flight or an aircraft is read in pairs, and
/// telephone numbers and postal codes figure by figure. All else is a cardinal.
std::string number_in_context(std::span<const Token> tokens, std::size_t place);
/// Days without a year: "12-15" after "May", "12/25" after "on"; none for anything else.
std::optional<std::string> read_days(std::span<const Token> tokens, std::size_t place);

}  // namespace melisma::models
