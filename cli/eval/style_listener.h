#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "audio/midi/score.h"

namespace melisma::cli {

/// What may be typical of a style in a score, as numbers without further meaning: who plays, where
/// in the bar drums strike, the bass and the others begin, kinds of chords and their steps, tempo,
/// metre, mode, density, lengths. Keys and melodies are not among them.
std::set<std::uint32_t> style_traits(const audio::Score& score);

/// Tells the style of a score by its traits, as learned from scores whose style is known: naive
/// Bayes over which traits a score has and which it has not. How often it is right about scores of
/// the same origin says how much its word is worth.
class StyleListener {
 public:
  void learn(const audio::Score& score, const std::string& style);
  /// All styles learned, the likeliest first.
  [[nodiscard]] std::vector<std::string> likeliest(const audio::Score& score) const;

 private:
  struct Style {
    int scores = 0;
    std::map<std::uint32_t, int> traits;  // scores that have it
  };
  std::map<std::string, Style> styles_;
  std::set<std::uint32_t> known_;  // traits of any style
};

}  // namespace melisma::cli
