#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "audio/low_delay_resampler.h"
#include "codec/codec.h"
#include "synth/frame_time_histogram.h"
#include "synth/live_session.h"
#include "synth/playback_buffer.h"
#include "synth/steady_time.h"

namespace melisma::synth {

/// Where the time from key to sound goes, in milliseconds, besides what MIDI and the device take.
struct LiveLatency {
  double wait_p95 = 0;       // from the key's message to the beginning of a frame
  double inference_p95 = 0;  // frame and samples made
  double buffer_p95 = 0;     // samples that play before them
};

struct LiveReport {
  std::int64_t frames = 0;
  FrameTimes frame_times;  // making one frame, without waiting
  PlaybackCounts playback;
  double margin_ms = 0;  // samples that wait when a frame is begun
  LiveLatency latency;
};

/// Plays a LiveSession: makes a frame whenever so little sound waits that the next frame is just
/// made in time, so that a key waits no longer than it must. The margin follows measured frame
/// times, and grows for good after an underrun. Silence while nothing is played and the session
/// does not improvise; peaks are rounded off softly, without look-ahead. [inference]
class LiveEngine {
 public:
  /// `buffer` plays at `device_rate` Hz in blocks of about `block_seconds`. All must outlive it.
  LiveEngine(LiveSession& session,
             const codec::Codec& codec,
             PlaybackBuffer& buffer,
             int device_rate,
             double block_seconds);

  /// Asked before every frame, and while it waits at least every few milliseconds: false ends
  /// run(). May change the session.
  using GoOn = std::function<bool()>;
  /// Every sample made, at the codec's rate: what a recording keeps.
  using Recorder = std::function<void(std::span<const float>)>;

  /// Plays until `go_on` says no; passes on what it throws.
  void run(const GoOn& go_on, const Recorder& recorder = {});
  [[nodiscard]] LiveReport report() const;

 private:
  [[nodiscard]] double waiting_seconds();
  void make_frame(const Recorder& recorder);
  void finish_samples();
  void adapt_margin();
  void note_latency(SteadyClock::time_point begin,
                    SteadyClock::time_point end,
                    double waiting_seconds);

  LiveSession& session_;
  PlaybackBuffer& buffer_;
  int device_rate_;
  double block_seconds_;
  double sample_rate_;
  std::unique_ptr<codec::CodecDecoder> decoder_;
  audio::LowDelayResampler resampler_;
  std::vector<std::int32_t> codes_;
  std::vector<float> samples_;
  std::vector<float> resampled_;
  float gate_ = 0;  // 0 = silent, 1 = open
  double scheduling_seconds_;
  double margin_seconds_;
  double added_margin_seconds_ = 0;  // after underruns
  std::uint64_t seen_underruns_ = 0;
  FrameTimeHistogram times_;
  FrameTimeHistogram warm_times_;    // without the first frames
  FrameTimeHistogram recent_times_;  // of the last seconds
  FrameTimeHistogram waits_;
  FrameTimeHistogram inferences_;
  FrameTimeHistogram buffers_;
};

}  // namespace melisma::synth
