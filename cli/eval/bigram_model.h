#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace melisma::cli {

/// A bigram language model with absolute discounting and back-off (Ney, Essen, Kneser 1994), over
/// the words of given sentences and the sentence ends <s> and </s>:
///   p(w | h) = (c(h w) - D) / c(h) if the pair was seen, else b(h) p(w),   p(w) = (c(w) + 1) / (N
///   + V),
/// D = n1 / (n1 + 2 n2) from the numbers of pairs seen once and twice, kept in [0.1, 0.9].
class BigramModel {
 public:
  /// Each sentence is a list of words; empty ones count for nothing.
  explicit BigramModel(std::span<const std::vector<std::string>> sentences);

  /// All words, sorted, without the sentence ends.
  [[nodiscard]] std::vector<std::string> words() const;
  /// p(word | previous); 0 for a word that no sentence has.
  [[nodiscard]] double probability(std::string_view previous, std::string_view word) const;
  /// The model in ARPA text format.
  [[nodiscard]] std::string arpa() const;

 private:
  using Counts = std::map<std::string, double, std::less<>>;

  [[nodiscard]] double unigram(std::string_view word) const;
  [[nodiscard]] double back_off(std::string_view previous) const;

  Counts unigrams_;                                   // with </s>, without <s>
  std::map<std::string, Counts, std::less<>> pairs_;  // by previous word, <s> among them
  double total_ = 0.0;                                // sum of unigrams_
  double discount_ = 0.5;
};

}  // namespace melisma::cli
