#include "audio/metrics/word_error_rate.h"

#include <algorithm>

#include "audio/lower_case.h"

namespace melisma::audio {
namespace {

bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

WordErrors cheaper(const WordErrors& a, const WordErrors& b) {
  return b.total() < a.total() ? b : a;
}

}  // namespace

std::vector<std::string> comparable_words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const char c = i < text.size() ? lower_case(text[i]) : ' ';
    const bool inner_apostrophe =
        c == '\'' && !word.empty() && i + 1 < text.size() && is_word_byte(lower_case(text[i + 1]));
    if (is_word_byte(c) || inner_apostrophe) {
      word.push_back(c);
    } else if (!word.empty()) {
      words.push_back(std::move(word));
      word.clear();
    }
  }
  return words;
}

double WordErrors::rate() const noexcept {
  if (reference_words == 0) {
    return total() == 0 ? 0.0 : 1.0;
  }
  return static_cast<double>(total()) / static_cast<double>(reference_words);
}

WordErrors& WordErrors::operator+=(const WordErrors& other) noexcept {
  substitutions += other.substitutions;
  deletions += other.deletions;
  insertions += other.insertions;
  reference_words += other.reference_words;
  return *this;
}

WordErrors word_errors(std::string_view reference, std::string_view hypothesis) {
  const auto wanted = comparable_words(reference);
  const auto heard = comparable_words(hypothesis);
  // best[h]: edits that turn the reference words so far into the first h heard ones.
  std::vector<WordErrors> best(heard.size() + 1);
  for (std::size_t h = 0; h <= heard.size(); ++h) {
    best[h].insertions = h;
  }
  for (const std::string& word : wanted) {
    WordErrors diagonal = best[0];
    ++best[0].deletions;
    for (std::size_t h = 1; h <= heard.size(); ++h) {
      WordErrors match = diagonal;
      match.substitutions += word == heard[h - 1] ? 0 : 1;
      WordErrors deletion = best[h];
      ++deletion.deletions;
      WordErrors insertion = best[h - 1];
      ++insertion.insertions;
      diagonal = best[h];
      best[h] = cheaper(cheaper(match, deletion), insertion);
    }
  }
  WordErrors result = best.back();
  result.reference_words = wanted.size();
  return result;
}

}  // namespace melisma::audio
