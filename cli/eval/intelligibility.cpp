#include "cli/eval/intelligibility.h"

#include "models/corpus/sentence_grammar.h"
#include "models/text/phonemizer.h"

namespace melisma::cli {
namespace {

std::vector<std::string> with_others(std::span<const std::string> references,
                                     std::uint64_t grammar_seed,
                                     int count) {
  std::vector<std::string> all;
  for (const std::string& reference : references) {
    all.push_back(models::spoken_words(reference));
  }
  for (int item = 0; item < count; ++item) {
    all.push_back(models::spoken_words(models::make_sentence(grammar_seed, item)));
  }
  return all;
}

}  // namespace

Intelligibility::Intelligibility(std::span<const std::string> references,
                                 std::uint64_t grammar_seed,
                                 int grammar_sentences)
    : recogniser_(with_others(references, grammar_seed, grammar_sentences)) {}

audio::WordErrors Intelligibility::errors(const std::string& text,
                                          std::span<const float> samples,
                                          int sample_rate) {
  return audio::word_errors(models::spoken_words(text),
                            recogniser_.recognise(samples, sample_rate));
}

std::uint64_t other_grammar_seed(std::uint64_t seed) {
  constexpr std::uint64_t kFarAway = 0x5eed'0000'0000ULL;
  return seed ^ kFarAway;
}

}  // namespace melisma::cli
