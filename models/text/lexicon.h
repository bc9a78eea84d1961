#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "models/text/pronunciation.h"

namespace melisma::models {

/// A user's words and how they are said. A text file like the CMU dictionary: a word and its
/// phonemes on a line, "MELISMA  M AH0 L IH1 Z M AH0"; lines that begin with # or ;;; say nothing.
/// Words are letters, with apostrophes between them; case does not matter; of two lines for a word
/// the later one counts. Immutable, thread-safe.
class Lexicon {
 public:
  static constexpr std::size_t kMostBytes = std::size_t{16} << 20U;

  Lexicon() = default;
  /// `name` is the text's, for messages. Throws InputError that names the line.
  Lexicon(std::string_view text, const std::string& name);
  /// Throws InputError when it cannot be read or is longer than kMostBytes.
  static Lexicon read(const std::filesystem::path& path);

  /// Null when the word is not in it.
  [[nodiscard]] const Pronunciation* find(std::string_view word) const;
  [[nodiscard]] std::size_t size() const noexcept { return words_.size(); }

 private:
  void add_line(std::string_view line);

  std::map<std::string, Pronunciation, std::less<>> words_;  // lower case
};

}  // namespace melisma::models
