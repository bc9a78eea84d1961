#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <span>

#include "codec/codec.h"
#include "synth/frame_source.h"
#include "synth/frame_time_histogram.h"

namespace melisma::synth {

/// What a run of the pipeline measured.
struct PipelineReport {
  std::int64_t frames = 0;
  double audio_seconds = 0;
  double wall_seconds = 0;
  double first_sound_seconds = 0;  // from the call to the first samples handed to the sink
  FrameTimes frame_times;          // generation and decoding of one frame
  double limited_db = 0;           // the most that peaks were turned down
  bool interrupted = false;        // the stop flag was raised
  bool sink_closed = false;        // the reader of the sink went away

  [[nodiscard]] double real_time_factor() const {
    return audio_seconds > 0 ? wall_seconds / audio_seconds : 0;
  }
};

/// Takes samples (interleaved, as many channels as the codec has) as they become final; returns
/// false when it wants no more.
using SampleSink = std::function<bool(std::span<const float>)>;
/// Told the seconds made so far, after every frame.
using FrameProgress = std::function<void(double seconds)>;

/// What any generated sound may reach, in dB of true peak.
inline constexpr double kPeakCeilingDb = -1.0;

/// Pulls frames from `source`, decodes each and hands its samples on at once, with peaks limited to
/// kPeakCeilingDb and the first and last milliseconds faded: memory does not grow with the length.
/// When `stop` is raised, the frames made so far are finished and handed on.
PipelineReport run_pipeline(FrameSource& source,
                            const codec::Codec& codec,
                            const SampleSink& sink,
                            const std::atomic<bool>& stop,
                            const FrameProgress& progress = {});

}  // namespace melisma::synth
