#pragma once

#include <vector>

#include "audio/midi/score.h"

namespace melisma::audio {

/// Seconds of sound by program, drums left out, as [128]; notes that overlap count each.
std::vector<double> seconds_by_program(const Score& score);
/// Their sums by family of General MIDI (program / 8), as [16].
std::vector<double> seconds_by_family(const Score& score);

}  // namespace melisma::audio
