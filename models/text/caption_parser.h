#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/text/music_vocabulary.h"

namespace melisma::models {

/// One pass over the words of one caption; see MusicVocabulary::parse.
class CaptionParser {
 public:
  CaptionParser(const MusicVocabulary& vocabulary, std::vector<std::string> words)
      : vocabulary_(vocabulary), words_(std::move(words)) {}

  ParsedCaption run();

 private:
  /// Each returns how many words it took from the current place on, 0 if it does not apply.
  std::size_t take_tempo();
  std::size_t take_duration();
  std::size_t take_key();
  std::size_t take_negation();
  std::size_t take_phrase();

  [[nodiscard]] const std::string& word(std::size_t offset) const;  // empty past the end
  [[nodiscard]] bool previous_is(const char* text) const;
  [[nodiscard]] const MusicWord* longest_match(std::size_t offset, std::size_t& length) const;
  [[nodiscard]] std::optional<double> number(std::size_t offset) const;
  void add_token(int token);
  void apply(const MusicWord& word);
  void exclude(const MusicWord& word);
  void add_unknown(const std::string& word);

  const MusicVocabulary& vocabulary_;
  std::vector<std::string> words_;
  std::size_t place_ = 0;
  ParsedCaption caption_;
};

}  // namespace melisma::models
