#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace melisma::cli {

/// Writes down speech, to measure how intelligible it is: PocketSphinx with its en-us acoustic
/// model and a bigram model of sentences of the same grammar as those that will be spoken. Word
/// error rates are a property of the recogniser and the voice together: compare only rates from the
/// same sentences.
///
/// Each call to recognise stands alone: the same samples give the same words in any order of calls.
/// Not thread-safe; one object a thread. Throws Error when the acoustic model is not installed.
class SpeechRecogniser {
 public:
  /// Sentences are split into words by audio::comparable_words. Give the reference sentences and
  /// others of their kind. Words that the dictionary lacks cannot be recognised: see missing_words.
  /// Throws ConfigError when no word is left.
  explicit SpeechRecogniser(std::span<const std::string> grammar_sentences);
  ~SpeechRecogniser();
  SpeechRecogniser(SpeechRecogniser&&) noexcept;
  SpeechRecogniser& operator=(SpeechRecogniser&&) noexcept;

  /// The words heard, in lower case, separated by spaces; empty for silence. NaN counts as 0.
  std::string recognise(std::span<const float> mono, int sample_rate);

  /// Words of the sentences that the dictionary does not know, sorted.
  [[nodiscard]] const std::vector<std::string>& missing_words() const noexcept { return missing_; }

 private:
  struct Decoder;
  std::unique_ptr<Decoder> decoder_;
  std::vector<std::string> missing_;
};

}  // namespace melisma::cli
