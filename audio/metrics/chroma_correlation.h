#pragma once

#include <span>

#include "audio/chroma.h"
#include "audio/midi/score.h"

namespace melisma::audio {

/// Mean over frames of the Pearson correlation of the 12 pitch classes, over the frames of the
/// reference whose energy is above 2 % of its largest; cut to the shorter. Correlation, not cosine,
/// because the cosine of unrelated music is already 0.75. A frame that is flat in one of them
/// counts as 0; 0 when the reference is silent.
double chroma_correlation(const Chroma& reference, const Chroma& other);

/// Two recordings of the same music, at one rate.
double chroma_correlation(std::span<const float> reference,
                          std::span<const float> other,
                          int sample_rate);

/// A recording against the score that it should play (see score_chroma); the score is the
/// reference.
double chroma_correlation(std::span<const TimedNote> reference,
                          std::span<const float> other,
                          int sample_rate);

}  // namespace melisma::audio
