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

/// Tells the style of a score by its traits, as learned from scores whose style is known: logistic
/// regression, one step of AdaGrad (Duchi et al. 2011) a score. Not thread safe.
class StyleListener {
 public:
  void learn(const audio::Score& score, const std::string& style);
  /// All styles learned, the likeliest first.
  [[nodiscard]] std::vector<std::string> likeliest(const audio::Score& score) const;

 private:
  struct Weight {
    double value = 0;
    double squares = 0;  // of its gradients so far
  };
  /// Of each style, as a logarithm.
  [[nodiscard]] std::vector<double> evidence(const std::set<std::uint32_t>& traits) const;

  std::vector<std::string> styles_;
  std::map<std::uint32_t, std::vector<Weight>> weights_;  // of a trait, for each style
};

}  // namespace melisma::cli
