#include "models/text/sentence_pieces.h"

#include <algorithm>
#include <array>
#include <span>

namespace melisma::models {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kLongestWord = 60;
// A piece of fewer words sounds chopped off.
constexpr std::size_t kFewestWords = 5;

constexpr std::array kConjunctions = {
    "and"sv,   "but"sv,    "or"sv,     "because"sv, "which"sv, "who"sv,      "that"sv,
    "when"sv,  "while"sv,  "if"sv,     "so"sv,      "where"sv, "although"sv, "until"sv,
    "after"sv, "before"sv, "unless"sv, "than"sv,    "as"sv,    "with"sv,     "for"sv};

std::vector<std::string_view> words_of(std::string_view sentence) {
  std::vector<std::string_view> words;
  for (std::size_t begin = sentence.find_first_not_of(' '); begin < sentence.size();) {
    const std::size_t end =
        std::min({sentence.find(' ', begin), sentence.size(), begin + kLongestWord});
    words.push_back(sentence.substr(begin, end - begin));
    begin = sentence.find_first_not_of(' ', end);
  }
  return words;
}

std::size_t spoken_words(std::string_view word) {
  const auto digits = static_cast<std::size_t>(
      std::ranges::count_if(word, [](char c) { return c >= '0' && c <= '9'; }));
  return std::max<std::size_t>(1, digits);
}

/// How good it is to pause between two words: 0 = bad .. 3.
int worth(std::string_view before, std::string_view after) {
  switch (before.back()) {
    case ';':
    case ':':
      return 3;
    case ',':
      return 2;
    default:
      return std::ranges::find(kConjunctions, after) != kConjunctions.end() ? 1 : 0;
  }
}

std::string join(std::span<const std::string_view> words) {
  std::string text;
  for (const std::string_view word : words) {
    text += text.empty() ? "" : " ";
    text += word;
  }
  return text;
}

/// Words of the first piece when not all fit: up to the best place to pause, the latest of equals.
std::size_t first_piece(std::span<const std::string_view> words, std::size_t fitting) {
  std::size_t best = fitting;
  int best_worth = -1;
  for (std::size_t count = std::min(kFewestWords, fitting); count <= fitting; ++count) {
    // Leaves no stub behind, unless there is no other way.
    const bool stub = words.size() - count < kFewestWords;
    const int value = stub ? -1 : worth(words[count - 1], words[count]);
    if (value >= best_worth) {
      best = count;
      best_worth = value;
    }
  }
  return best;
}

}  // namespace

std::vector<std::string> sentence_pieces(std::string_view sentence) {
  const auto all = words_of(sentence);
  std::vector<std::string> pieces;
  std::span<const std::string_view> rest(all);
  while (!rest.empty()) {
    std::size_t fitting = 0;
    std::size_t words = 0;
    std::size_t characters = 0;
    while (fitting < rest.size()) {
      words += spoken_words(rest[fitting]);
      characters += rest[fitting].size() + 1;
      if (fitting > 0 && (words > kMostPieceWords || characters > kMostPieceCharacters)) {
        break;
      }
      ++fitting;
    }
    const std::size_t count = fitting == rest.size() ? fitting : first_piece(rest, fitting);
    pieces.push_back(join(rest.first(count)));
    rest = rest.subspan(count);
  }
  return pieces;
}

}  // namespace melisma::models
