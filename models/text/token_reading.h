#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "models/text/text_tokens.h"

namespace melisma::models {

/// How one token is said. Its words, without the marks after it.
struct TokenReading {
  std::string words;
  bool used_next = false;  // read together with the next token
  bool used_stop = false;  // the full stop after the last token read belonged to an abbreviation
};

/// The token at `place`, which has letters or figures in its core, among its neighbours.
TokenReading read_token(std::span<const Token> tokens, std::size_t place);

}  // namespace melisma::models
