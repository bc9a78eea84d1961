#pragma once

#include <atomic>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "models/text/sentences.h"

namespace melisma::cli {

/// Longest text on the command line or in a file; standard input has no limit.
inline constexpr std::size_t kMostTextBytes = std::size_t{1} << 20U;

/// Sentences of a text to speak: given whole, or read from a descriptor as it arrives.
class TextInput {
 public:
  virtual ~TextInput() = default;
  /// The next sentence; none at the end. Throws InputError.
  virtual std::optional<models::Sentence> next() = 0;
  /// Characters so far that could not be read.
  [[nodiscard]] virtual const models::UnreadableCharacters& unreadable() const = 0;
};

/// All of it is read, SSML or not, before the first sentence is given out. Throws InputError when
/// it is too long or not UTF-8. `what` names the text in messages ("the text", a path).
class WholeText final : public TextInput {
 public:
  WholeText(const std::string& text, const std::string& what, models::Lexicon lexicon = {});
  std::optional<models::Sentence> next() override { return reader_.next(); }
  [[nodiscard]] const models::UnreadableCharacters& unreadable() const override {
    return reader_.unreadable();
  }

 private:
  models::SentenceReader reader_;
};

/// Waits for text on a descriptor, sentence by sentence. When `stop` is raised, or the text turns
/// out to be damaged after sentences were given out, there are no more sentences: what was spoken
/// is then kept, and check() throws what was wrong.
class StreamedText final : public TextInput {
 public:
  StreamedText(int descriptor, const std::atomic<bool>& stop, models::Lexicon lexicon = {})
      : descriptor_(descriptor), stop_(stop), reader_(std::move(lexicon)) {}
  std::optional<models::Sentence> next() override;
  [[nodiscard]] const models::UnreadableCharacters& unreadable() const override {
    return reader_.unreadable();
  }
  void check() const;
  /// `listener` is told whenever there is no more text for now.
  void on_wait(std::function<void()> listener) { on_wait_ = std::move(listener); }

 private:
  /// False at the end of the text or when stopped.
  bool read_more();
  void take(std::string_view text);

  int descriptor_;
  const std::atomic<bool>& stop_;
  models::SentenceReader reader_;
  std::string document_;  // SSML so far
  bool begun_ = false;    // with text that is none
  bool ended_ = false;
  bool given_ = false;  // a sentence was given out
  std::exception_ptr fault_;
  std::function<void()> on_wait_;
};

/// The bytes of a text file of at most kMostTextBytes. Throws InputError.
std::string read_text_to_speak(const std::string& path);

}  // namespace melisma::cli
