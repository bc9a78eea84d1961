#include "models/text/text_tokens.h"

#include <algorithm>

namespace melisma::models {
namespace {

constexpr std::string_view kBefore = "\"'([{*_`<";
constexpr std::string_view kAfter = "\"')]}*_`>.,;:!?";

Token token_of(std::string_view whole) {
  Token token{whole, whole, false, {}};
  const std::size_t begin = std::min(whole.find_first_not_of(kBefore), whole.size());
  const std::size_t last = whole.find_last_not_of(kAfter);
  const std::size_t end = last == std::string_view::npos || last < begin ? begin : last + 1;
  token.core = whole.substr(begin, end - begin);
  token.opens_bracket = whole.substr(0, begin).find_first_of("([{") != std::string_view::npos;
  token.after = whole.substr(end);
  return token;
}

}  // namespace

std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  for (std::size_t begin = text.find_first_not_of(' '); begin < text.size();) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    tokens.push_back(token_of(text.substr(begin, end - begin)));
    begin = text.find_first_not_of(' ', end);
  }
  return tokens;
}

}  // namespace melisma::models
