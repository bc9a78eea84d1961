#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "models/text/ascii_folding.h"
#include "models/text/lexicon.h"
#include "models/text/phoneme.h"
#include "models/text/spoken_markup.h"

namespace melisma::models {

/// What lies between a sentence and what was said before it.
enum class SentenceBreak {
  kClause,    // the same sentence goes on: it was too long to be spoken at once
  kSentence,  // a new sentence
  kParagraph  // a blank line, or the beginning of the text
};

/// Words to speak at once: ASCII, normalised for the front end (text_normaliser.h).
struct Sentence {
  std::string text;
  SentenceBreak before = SentenceBreak::kSentence;
  SentenceType type = SentenceType::kStatement;  // of the whole sentence that it is part of
  bool goes_on = false;                          // the next one is the rest of the same sentence
  Pronunciations pronunciations;                 // of words in `text`
  double pause_s = 0;                            // silence instead of words: `text` is then empty
  bool operator==(const Sentence&) const = default;
};

/// Splits UTF-8 text, which may come in pieces of any size, into sentences to speak
/// (sentence_ends.h, sentence_pieces.h). A sentence is given out as soon as its end is certain;
/// where the text was cut makes no difference to the sentences. Memory does not grow with the
/// length. Sentences without any letter or digit are left out. Markup is understood as
/// spoken_markup.h says. One thread.
class SentenceReader {
 public:
  SentenceReader() = default;
  /// Words of the lexicon are said as it says.
  explicit SentenceReader(Lexicon lexicon) : lexicon_(std::move(lexicon)) {}

  /// Throws InputError naming the byte when `text` is not UTF-8; nothing of it is then taken.
  /// Throws InputError for markup that cannot be.
  void push(std::string_view text);
  /// No more text will come. Throws InputError when it ends within a character.
  void finish();
  /// The next sentence; none until more is pushed, or, after finish(), at the end.
  std::optional<Sentence> next();

  /// Characters so far that could not be read.
  [[nodiscard]] const UnreadableCharacters& unreadable() const noexcept { return unreadable_; }

 private:
  void read_sentences();
  void skip_space();
  void take(std::size_t length);
  void emit(const std::string& raw);
  void emit_part(MarkedText part, SentenceType type, bool goes_on);

  Lexicon lexicon_;
  std::string partial_;      // the beginning of a character that is not whole yet
  std::uint64_t bytes_ = 0;  // taken before partial_
  std::string text_;         // folded
  std::size_t place_ = 0;    // where in text_ the next sentence begins
  std::size_t column_ = 0;   // characters before place_ in its line
  int new_lines_ = 2;        // seen since the last sentence; at the start as after a blank line
  bool within_sentence_ = false;  // a pause came in the middle of one
  bool complete_ = false;
  std::deque<Sentence> ready_;
  UnreadableCharacters unreadable_;
};

}  // namespace melisma::models
