#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "models/text/lexicon.h"

namespace melisma::models {

/// Longest silence that a text may ask for.
inline constexpr double kLongestPauseSeconds = 10;

/// Words of a text whose pronunciation is given, by the placeholder that stands for them in it.
using Pronunciations = std::map<std::string, Pronunciation>;

/// A stretch of a sentence between two pauses.
struct MarkedText {
  std::string text;          // placeholders for words whose pronunciation is given
  double pause_after_s = 0;  // silence asked for after it
  Pronunciations pronunciations;
};

/// Takes the markup out of a sentence: "[[HH AH0 L OW1]]" says a word by its phonemes, "[pause
/// 0.5]" is so many seconds of silence (0 to kLongestPauseSeconds); and words of `lexicon` are said
/// as it says. Other brackets are text. A sentence without any is given back as it is. Throws
/// InputError for phonemes and pauses that cannot be.
std::vector<MarkedText> read_markup(std::string_view sentence, const Lexicon& lexicon);

}  // namespace melisma::models
