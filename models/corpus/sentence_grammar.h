#pragma once

#include <cstdint>
#include <string>

namespace melisma::models {

/// One sentence of 1 to about 35 words: statements, questions, commands, lists, dialogue, numbers,
/// money, dates, times, addresses, weather, recipes, directions, and strings of unrelated words for
/// phoneme coverage. The same (seed, item) gives the same sentence everywhere.
std::string make_sentence(std::uint64_t seed, std::int64_t item);

}  // namespace melisma::models
