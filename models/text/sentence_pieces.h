#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace melisma::models {

/// Longest piece of text that is spoken at once: about nine seconds. Every digit counts as a word.
inline constexpr std::size_t kMostPieceWords = 28;
inline constexpr std::size_t kMostPieceCharacters = 180;

/// Splits a normalised sentence into pieces that keep both limits: after a semicolon, colon or dash
/// where there is one, else after a comma, else before a conjunction, else at a space; never into
/// more pieces than need be. A word longer than a piece is cut.
std::vector<std::string> sentence_pieces(std::string_view sentence);

}  // namespace melisma::models
