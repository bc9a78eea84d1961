#pragma once

#include "audio/midi/score.h"

namespace melisma::models {

/// What a piece comes to rest on: the lowest pitched note that begins last or still sounds then.
/// 128 for a score without pitched notes.
int final_bass(const audio::Score& score);

}  // namespace melisma::models
