#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace melisma::models {

/// An e-mail or web address as words: signs by name, the scheme ("https://") left out. None when
/// the word is none. A domain without scheme or "www" is only taken for one when it ends in a
/// common top-level domain.
std::optional<std::string> read_address(std::string_view word);

}  // namespace melisma::models
