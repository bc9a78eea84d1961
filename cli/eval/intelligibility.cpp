#include "cli/eval/intelligibility.h"

#include "models/corpus/sentence_grammar.h"

namespace melisma::cli {
namespace {

std::vector<std::string> with_others(std::span<const std::string> references,
                                     std::uint64_t grammar_seed,
                                     int count) {
  std::vector<std::string> all(references.begin(), references.end());
  for (int item = 0; item < count; ++item) {
    all.push_back(models::make_sentence(grammar_seed, item));
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
  return audio::word_errors(text, recogniser_.recognise(samples, sample_rate));
}

std::uint64_t other_grammar_seed(std::uint64_t seed) {
  constexpr std::uint64_t kFarAway = 0x5eed'0000'0000ULL;
  return seed ^ kFarAway;
}

}  // namespace melisma::cli
