#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "audio/midi/score.h"
#include "cli/audio_output.h"
#include "cli/music_models.h"
#include "synth/frame_generator.h"

namespace melisma::cli {

/// What the music model is to play.
struct MusicToRender {
  std::optional<audio::Score> score;  // none: the text alone steers
  std::vector<std::int32_t> tokens;   // caption
  std::vector<std::int32_t> prompt;   // codes of the sound to go on from
  std::optional<double> seconds;      // of new sound: the length without a score, else the most
  bool loop = false;                  // the score's bars, to be played round and round
};

/// Renders into `output`; returns the exit code. Throws InputError for a score of more than four
/// hours that `seconds` does not cut, and ConfigError for a loop without a score or after a prompt.
int render_music(const MusicModel& music,
                 MusicToRender wanted,
                 const synth::DrawSettings& draw,
                 AudioOutput& output);

}  // namespace melisma::cli
