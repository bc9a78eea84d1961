#pragma once

#include <cstdint>
#include <vector>

#include "models/text/caption_attributes.h"

namespace melisma::models {

/// The words of a caption as a planner hears them: tempo, key, mode and metre of the piece are
/// always among them, as they were settled, in place of what the caption says of them. Whoever
/// composes settles these first, so a planner that learns from captions alone would hear more than
/// it was taught. `settled`: all four are given.
std::vector<std::int32_t> with_settled_words(const std::vector<std::int32_t>& tokens,
                                             const CaptionAttributes& settled);

/// Whether the rules of a plan see to a word: who plays, and what was settled. The others (style,
/// mood, texture, dynamics, form) it is up to the planner to show.
bool is_word_of_rules(std::int32_t token);
/// Those of a caption's words that the rules see to.
std::vector<std::int32_t> words_of_rules(const std::vector<std::int32_t>& tokens);

}  // namespace melisma::models
