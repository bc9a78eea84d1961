#include "cli/eval/intelligibility.h"

#include "models/corpus/sentence_grammar.h"
#include "models/text/phonemizer.h"
#include "models/text/text_normaliser.h"

namespace melisma::cli {
namespace {

/// The words as they are to be heard: "$7" is "seven dollars".
std::string words_of(const std::string& text) {
  return models::spoken_words(models::normalise_text(text));
}

std::vector<std::string> with_others(std::span<const std::string> references,
                                     std::uint64_t grammar_seed,
                                     int count) {
  std::vector<std::string> all;
  for (const std::string& reference : references) {
    all.push_back(words_of(reference));
  }
  for (int item = 0; item < count; ++item) {
    all.push_back(words_of(models::make_sentence(grammar_seed, item)));
  }
  return all;
}

}  // namespace

Intelligibility::Intelligibility(std::span<const std::string> references,
                                 std::uint64_t grammar_seed,
                                 int grammar_sentences)
    : recogniser_(with_others(references, grammar_seed, grammar_sentences)) {}

Heard Intelligibility::hear(const std::string& text,
                            std::span<const float> samples,
                            int sample_rate) {
  Heard result{recogniser_.recognise(samples, sample_rate), {}};
  result.errors = audio::word_errors(words_of(text), result.heard);
  return result;
}

std::uint64_t other_grammar_seed(std::uint64_t seed) {
  constexpr std::uint64_t kFarAway = 0x5eed'0000'0000ULL;
  return seed ^ kFarAway;
}

}  // namespace melisma::cli
