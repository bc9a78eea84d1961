#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "audio/metrics/word_error_rate.h"
#include "cli/eval/speech_recogniser.h"

namespace melisma::cli {

/// What a recogniser makes of a clip.
struct Heard {
  std::string heard;
  audio::WordErrors errors;
};

/// How many words of spoken corpus sentences a recogniser gets wrong. Its language model knows the
/// references and thousands of other sentences of the same grammar, so that a poor recogniser does
/// not hide differences between voices. Texts are compared as they are spoken, so "54" and "fifty
/// four" are the same. Not thread-safe.
class Intelligibility {
 public:
  /// `grammar_seed` must differ from that of the references, or the recogniser has seen them more
  /// than once.
  Intelligibility(std::span<const std::string> references,
                  std::uint64_t grammar_seed,
                  int grammar_sentences = 3000);

  /// One clip that says `text`; add errors up over clips and take their rate.
  Heard hear(const std::string& text, std::span<const float> samples, int sample_rate);
  audio::WordErrors errors(const std::string& text,
                           std::span<const float> samples,
                           int sample_rate) {
    return hear(text, samples, sample_rate).errors;
  }

 private:
  SpeechRecogniser recogniser_;
};

/// A seed for other sentences than those of `seed`.
std::uint64_t other_grammar_seed(std::uint64_t seed);

}  // namespace melisma::cli
