#include "cli/eval/generated_sound.h"

#include "audio/error.h"
#include "synth/frame_pipeline.h"

namespace melisma::cli {

GeneratedSound generate_sound(synth::FrameSource& source,
                              const codec::Codec& codec,
                              const std::atomic<bool>& stop) {
  GeneratedSound sound;
  const auto report = synth::run_pipeline(
      source,
      codec,
      [&](std::span<const float> samples) {
        sound.samples.insert(sound.samples.end(), samples.begin(), samples.end());
        return true;
      },
      stop);
  if (report.interrupted) {
    throw Interrupted();
  }
  sound.wall_seconds = report.wall_seconds;
  return sound;
}

}  // namespace melisma::cli
