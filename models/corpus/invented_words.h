#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace melisma::models {

/// A word of one to three syllables that no lexicon has, spelt so that letter-to-sound rules know
/// how to say it: "brantle", "shoiv". All sounds of English come in all their neighbourhoods, as no
/// list of words has them. `below(n)` draws 0..n-1.
std::string invented_word(const std::function<std::size_t(std::size_t)>& below);

}  // namespace melisma::models
