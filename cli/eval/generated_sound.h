#pragma once

#include <atomic>
#include <vector>

#include "codec/codec.h"
#include "synth/frame_source.h"

namespace melisma::cli {

/// All that a source had to say, in memory.
struct GeneratedSound {
  std::vector<float> samples;
  double wall_seconds = 0;

  /// Seconds of computing a second of sound; 0 without sound.
  [[nodiscard]] double real_time_factor(int sample_rate) const {
    return samples.empty() ? 0 : wall_seconds * sample_rate / static_cast<double>(samples.size());
  }
};

/// Generates and decodes on the calling thread. Throws Interrupted when `stop` is raised, because
/// half a piece cannot be judged.
GeneratedSound generate_sound(synth::FrameSource& source,
                              const codec::Codec& codec,
                              const std::atomic<bool>& stop);

}  // namespace melisma::cli
