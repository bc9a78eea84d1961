#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace melisma::models {

/// Characters of a text that nobody can read out, and how often each came.
using UnreadableCharacters = std::map<char32_t, std::int64_t>;

/// UTF-8 to ASCII for a reader of English: typographic quotes and dashes as plain ones, accented
/// Latin letters without accents, signs by name or abbreviation (a euro sign is "EUR", one half
/// "1/2"), invisible characters and accents that stand alone left out, line ends as '\n'. What
/// cannot be read (other scripts, pictures, control characters) becomes a space and is counted in
/// `unreadable`. `text` must be valid UTF-8.
std::string fold_to_ascii(std::string_view text, UnreadableCharacters& unreadable);

/// The characters with their code points, for a message: `"X" (U+0394, 2 times), ...`; at most a
/// dozen.
std::string describe(const UnreadableCharacters& unreadable);

}  // namespace melisma::models
