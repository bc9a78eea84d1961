#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "audio/midi/score.h"

namespace melisma::cli {

/// A piece of a music corpus that no model was trained on: its score, sound and description.
struct HeldOutPiece {
  std::int64_t item = 0;
  audio::Score score;
  std::vector<float> samples;  // its first seconds, mono
  std::string caption;         // the fullest; empty when the corpus has none
};

/// At most `count` pieces, spread evenly; sound is cut to its first `seconds`. Throws InputError,
/// MidiFileError, and ConfigError when the corpus is not of music.
std::vector<HeldOutPiece> read_held_out_pieces(const std::filesystem::path& corpus,
                                               int count,
                                               double seconds,
                                               int sample_rate);

}  // namespace melisma::cli
