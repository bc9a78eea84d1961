#pragma once

#include <cstdint>

#include "audio/midi/score.h"

namespace melisma::audio {

/// Where a score is repeated from: the first bar line at or after its end. A note that lasts a
/// little (an eighth of a quarter) beyond a bar line ends there. 0 for a score without notes.
std::int64_t loop_tick(const Score& score);

/// The score `times` times in a row, `length` ticks apart; what lasts beyond `length` is cut. Every
/// repetition begins with the tempo, metre and bends of the first.
Score repeated(const Score& score, std::int64_t length, int times);

}  // namespace melisma::audio
