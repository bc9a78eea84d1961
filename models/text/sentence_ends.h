#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace melisma::models {

/// Longest text that is looked at for the end of a sentence; longer ones are cut at a space.
inline constexpr std::size_t kLongestRawSentence = 4000;

/// Length of the sentence that `text` (ASCII, no space in front) begins with, its closing marks
/// included, the spaces after it not; none when that cannot be known before more text comes.
/// `complete`: no more will come, and all of it is a sentence at the latest. `column`: characters
/// before `text` in its line.
///
/// A sentence ends with . ? ! and any quotes and brackets that close after it, before a space; not
/// after a title (Dr.), an initial, a list number, or within an abbreviation, and not where the
/// next word shows that it goes on ("Where?" she asked; it was ... odd). A blank line ends it too,
/// and so does the end of a line of fewer than kShortLine characters: headings, verses, list items;
/// longer lines are taken for wrapped ones.
inline constexpr std::size_t kShortLine = 45;
std::optional<std::size_t> sentence_length(std::string_view text,
                                           std::size_t column,
                                           bool complete);

}  // namespace melisma::models
