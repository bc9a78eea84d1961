#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace melisma::audio {

/// ASCII capitals as small letters, all else as it is, whatever the locale.
inline char lower_case(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
inline std::string lower_case(std::string_view text) {
  std::string plain(text);
  std::ranges::transform(plain, plain.begin(), [](char c) { return lower_case(c); });
  return plain;
}

}  // namespace melisma::audio
