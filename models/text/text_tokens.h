#pragma once

#include <string_view>
#include <vector>

namespace melisma::models {

/// A word between spaces: what is around it, and the word. Views into the text.
struct Token {
  std::string_view whole;
  std::string_view core;  // without quotes, brackets and marks; empty for a word of signs alone
  bool opens_bracket = false;
  std::string_view after;  // quotes, brackets and marks behind the core
};

std::vector<Token> tokens_of(std::string_view text);

}  // namespace melisma::models
