#pragma once

#include <cstdint>
#include <string>

namespace melisma::models {

/// What fills the places of nouns, names, adjectives and verbs.
enum class Vocabulary {
  kWords,  // some 700 words
  kWide,   // of four, one is invented; every eighth sentence is a word or two
};

/// One sentence of 1 to about 35 words: statements, questions, commands, lists, dialogue, numbers,
/// money, dates, times, addresses, weather, recipes, directions, and strings of unrelated words for
/// phoneme coverage. The same arguments give the same sentence everywhere.
std::string make_sentence(std::uint64_t seed,
                          std::int64_t item,
                          Vocabulary vocabulary = Vocabulary::kWords);

}  // namespace melisma::models
