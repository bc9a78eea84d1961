#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace melisma::models {

/// "million", "billion", "thousand", "trillion".
bool is_magnitude(std::string_view word);

/// Plural of a currency written in three letters, "EUR"; none for other words.
std::optional<std::string> currency_name(std::string_view word);

/// Sums of money as words: "$3.50", "EUR12", "5GBP", "$100k", "-$5", "$5-10"; `magnitude` is the
/// next word if it is one ("$5 million"), else empty. None when `word` is no sum.
std::optional<std::string> read_money(std::string_view word, std::string_view magnitude);

}  // namespace melisma::models
