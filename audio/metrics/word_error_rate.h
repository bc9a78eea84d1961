#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace melisma::audio {

/// The words of a text for comparison: ASCII letters in lower case, punctuation dropped (it
/// separates words), except apostrophes inside a word; bytes outside ASCII stay as they are.
std::vector<std::string> comparable_words(std::string_view text);

/// Edits of the cheapest alignment of a hypothesis with its reference (Levenshtein over words). Add
/// them up over sentences before taking the rate.
struct WordErrors {
  std::size_t substitutions = 0;
  std::size_t deletions = 0;
  std::size_t insertions = 0;
  std::size_t reference_words = 0;

  [[nodiscard]] std::size_t total() const noexcept {
    return substitutions + deletions + insertions;
  }
  /// total / reference_words; can pass 1. Without reference words: 0 when nothing was inserted,
  /// else 1.
  [[nodiscard]] double rate() const noexcept;
  WordErrors& operator+=(const WordErrors& other) noexcept;
};

/// Compares two texts by their comparable words.
WordErrors word_errors(std::string_view reference, std::string_view hypothesis);

}  // namespace melisma::audio
