#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace melisma::models {

/// Splits a caption into lower-case words: letters, digits, '#' and '&', '/' and '.' between
/// digits. Everything else separates; apostrophes vanish; the signs for sharp and flat become '#'
/// and 'b'; a number loses a unit that is written to it ("80bpm" gives "80", "bpm"). Throws
/// InputError when the text is not UTF-8.
std::vector<std::string> caption_words(std::string_view text);

/// Throws InputError naming the byte when the text is not valid UTF-8.
void check_utf8(std::string_view text);

/// Number of single-byte insertions, removals and exchanges between two words.
std::size_t edit_distance(std::string_view left, std::string_view right);

}  // namespace melisma::models
