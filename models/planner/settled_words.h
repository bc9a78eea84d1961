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

/// Those of a caption's words that the rules of a plan see to: who plays, and what was settled. The
/// others (style, mood, texture, dynamics, form) it is up to the planner to show.
std::vector<std::int32_t> words_of_rules(const std::vector<std::int32_t>& tokens);

}  // namespace melisma::models
