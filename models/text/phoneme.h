#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace melisma::models {

/// The US English phonemes of Flite's front end, and the pause. The index is the phoneme's id in
/// features and corpora: append only.
inline constexpr std::array<std::string_view, 42> kPhonemeNames = {
    "pau", "aa", "ae", "ah", "ao", "aw", "ax", "axr", "ay", "b", "ch", "d", "dh", "eh",
    "er",  "ey", "f",  "g",  "hh", "ih", "iy", "jh",  "k",  "l", "m",  "n", "ng", "ow",
    "oy",  "p",  "r",  "s",  "sh", "t",  "th", "uh",  "uw", "v", "w",  "y", "z",  "zh"};
inline constexpr int kPhonemeCount = static_cast<int>(kPhonemeNames.size());
inline constexpr int kPause = 0;

/// Id of a phoneme's name; none if there is no such phoneme.
std::optional<int> phoneme_id(std::string_view name);
/// Vowels carry syllables; they and the pause may be stretched most.
bool is_vowel(int id);

/// A phoneme in its place in a sentence.
struct Phoneme {
  int id = kPause;
  bool stressed = false;  // its syllable has lexical stress
  bool accented = false;  // its syllable has a pitch accent
  bool word_start = false;
  bool word_end = false;
  bool phrase_final = false;  // in the last word before a pause
  int word_index = -1;        // of the sentence; -1 for a pause
  bool operator==(const Phoneme&) const = default;
};

/// How a sentence ends, which the voice follows.
enum class SentenceType { kStatement, kQuestion, kExclamation };

/// By its last mark.
SentenceType sentence_type(std::string_view text);

}  // namespace melisma::models
