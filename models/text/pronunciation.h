#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/text/phoneme.h"

namespace melisma::models {

/// How a word is said, instead of how the front end would say it.
struct SpokenPhoneme {
  int id = kPause;
  bool stressed = false;  // its syllable has stress
  bool operator==(const SpokenPhoneme&) const = default;
};
using Pronunciation = std::vector<SpokenPhoneme>;

/// Longest word, in phonemes.
inline constexpr std::size_t kMostWordPhonemes = 64;

/// Reads phonemes as the CMU dictionary writes them, separated by blanks: "HH AH0 L OW1". Whatever
/// the case; a digit after a vowel is its stress (0 none, 1 or 2 stressed; the vowel after which
/// none is written counts as stressed if no other is). Throws InputError that names what was found
/// and what is wanted.
Pronunciation parse_pronunciation(std::string_view text);

/// A word as said, in its place in a sentence: what replaces the front end's phonemes.
std::vector<Phoneme> phonemes_of_word(const Pronunciation& pronunciation,
                                      bool accented,
                                      int word_index);

}  // namespace melisma::models
