#include "cli/eval/bigram_model.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <utility>

namespace melisma::cli {
namespace {

constexpr const char* kStart = "<s>";
constexpr const char* kEnd = "</s>";

double sum_of(const std::map<std::string, double, std::less<>>& counts) {
  double sum = 0.0;
  for (const auto& [word, count] : counts) {
    sum += count;
  }
  return sum;
}

std::string log10_text(double probability) {
  std::array<char, 32> text{};
  const double value = probability > 0.0 ? std::log10(probability) : -99.0;
  std::snprintf(text.data(), text.size(), "%.5f", value);
  return text.data();
}

}  // namespace

BigramModel::BigramModel(std::span<const std::vector<std::string>> sentences) {
  for (const auto& sentence : sentences) {
    std::string previous = kStart;
    if (sentence.empty()) {
      continue;
    }
    for (const std::string& word : sentence) {
      unigrams_[word] += 1.0;
      pairs_[previous][word] += 1.0;
      previous = word;
    }
    unigrams_[kEnd] += 1.0;
    pairs_[previous][kEnd] += 1.0;
  }
  total_ = sum_of(unigrams_);
  double once = 0.0;
  double twice = 0.0;
  for (const auto& [previous, counts] : pairs_) {
    for (const auto& [word, count] : counts) {
      once += count == 1.0 ? 1.0 : 0.0;
      twice += count == 2.0 ? 1.0 : 0.0;
    }
  }
  if (once + twice > 0.0) {
    discount_ = std::clamp(once / (once + 2.0 * twice), 0.1, 0.9);
  }
}

std::vector<std::string> BigramModel::words() const {
  std::vector<std::string> result;
  for (const auto& [word, count] : unigrams_) {
    if (word != kEnd) {
      result.push_back(word);
    }
  }
  return result;
}

double BigramModel::unigram(std::string_view word) const {
  const auto found = unigrams_.find(word);
  return found == unigrams_.end()
             ? 0.0
             : (found->second + 1.0) / (total_ + static_cast<double>(unigrams_.size()));
}

/// What the seen pairs leave over, shared out in proportion to the words not seen after `previous`.
double BigramModel::back_off(std::string_view previous) const {
  const auto found = pairs_.find(previous);
  if (found == pairs_.end()) {
    return 1.0;
  }
  double unseen = 1.0;
  for (const auto& [word, count] : found->second) {
    unseen -= unigram(word);
  }
  const double left = discount_ * static_cast<double>(found->second.size()) / sum_of(found->second);
  constexpr double kNoneLeft = 1e-9;  // every word was seen: nothing to share with
  return unseen > kNoneLeft ? left / unseen : 0.0;
}

double BigramModel::probability(std::string_view previous, std::string_view word) const {
  const auto found = pairs_.find(previous);
  if (found != pairs_.end()) {
    const auto pair = found->second.find(word);
    if (pair != found->second.end()) {
      return (pair->second - discount_) / sum_of(found->second);
    }
  }
  return back_off(previous) * unigram(word);
}

std::string BigramModel::arpa() const {
  std::string ones = log10_text(0.0) + " " + kStart + " " + log10_text(back_off(kStart)) + "\n";
  for (const auto& [word, count] : unigrams_) {
    ones.append(log10_text(unigram(word))).append(" ").append(word);
    if (word != kEnd) {
      ones.append(" ").append(log10_text(back_off(word)));
    }
    ones.append("\n");
  }
  std::string twos;
  std::size_t pairs = 0;
  for (const auto& [previous, counts] : pairs_) {
    for (const auto& [word, count] : counts) {
      twos.append(log10_text(probability(previous, word))).append(" ");
      twos.append(previous).append(" ").append(word).append("\n");
      ++pairs;
    }
  }
  return "\\data\\\nngram 1=" + std::to_string(unigrams_.size() + 1) +
         "\nngram 2=" + std::to_string(pairs) + "\n\n\\1-grams:\n" + ones + "\n\\2-grams:\n" +
         twos + "\n\\end\\\n";
}

}  // namespace melisma::cli
