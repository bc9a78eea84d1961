#include "models/text/phoneme.h"

#include <algorithm>

namespace melisma::models {

std::optional<int> phoneme_id(std::string_view name) {
  const auto* const found = std::ranges::find(kPhonemeNames, name);
  if (found == kPhonemeNames.end()) {
    return std::nullopt;
  }
  return static_cast<int>(found - kPhonemeNames.begin());
}

bool is_vowel(int id) {
  const std::string_view name = kPhonemeNames.at(static_cast<std::size_t>(id));
  return std::string_view("aeiou").find(name.front()) != std::string_view::npos;
}

SentenceType sentence_type(std::string_view text) {
  const auto last = text.find_last_of(".?!");
  if (last == std::string_view::npos) {
    return SentenceType::kStatement;
  }
  switch (text[last]) {
    case '?':
      return SentenceType::kQuestion;
    case '!':
      return SentenceType::kExclamation;
    default:
      return SentenceType::kStatement;
  }
}

}  // namespace melisma::models
