#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

#include "synth/io/audio_devices.h"
#include "synth/output_tap.h"
#include "synth/playback_buffer.h"

namespace melisma::synth {

/// An open output of one device that plays a PlaybackBuffer on all of its first two channels.
/// [control]
class AudioStream {
 public:
  /// The rate, in Hz, at which `device` would play sound of `source_rate`: a multiple of it if the
  /// device takes one (48 kHz, then 44.1 kHz), else the device's own.
  static int best_rate(const AudioDevice& device, int source_rate);

  /// Opens but does not start. `latency_seconds` is asked for; see latency_seconds() for what
  /// came of it. `block_frames` = 0 leaves the block size to the device. Throws DeviceError.
  AudioStream(const AudioDevice& device,
              int sample_rate,
              double latency_seconds,
              int block_frames,
              PlaybackBuffer& buffer);
  ~AudioStream();
  AudioStream(const AudioStream&) = delete;
  AudioStream& operator=(const AudioStream&) = delete;

  /// Before start(): what is played also goes there; it must outlive the stream.
  void set_tap(OutputTap* tap) { tap_ = tap; }
  /// Throws DeviceError.
  void start();
  /// Waits until the device has played what it was given (`drain`), or stops at once.
  void stop(bool drain);
  [[nodiscard]] bool running() const { return running_; }
  /// Times the device says it ran dry by itself.
  [[nodiscard]] std::uint64_t device_underruns() const noexcept {
    return device_underruns_.load(std::memory_order_relaxed);
  }
  /// It was started, but the host API has ended it, or asked for nothing for two seconds.
  [[nodiscard]] bool lost();
  /// It was lost and must be left as it is: JACK's streams wait for minutes when they are stopped
  /// or closed without their server. PortAudio must then not be ended either.
  [[nodiscard]] bool abandoned() const { return abandoned_; }
  /// From callback to ear, as the host API reports it; the device's lowest if it reports nonsense.
  [[nodiscard]] double latency_seconds() const { return latency_seconds_; }
  [[nodiscard]] int sample_rate() const { return sample_rate_; }

 private:
  struct Callback;

  PlaybackBuffer& buffer_;
  OutputTap* tap_ = nullptr;
  void* stream_ = nullptr;  // PaStream
  int sample_rate_;
  int channels_;
  double latency_seconds_ = 0;
  bool running_ = false;
  bool survives_its_server_;  // can be stopped and closed when the server is gone
  bool abandoned_ = false;
  std::atomic<std::uint64_t> callbacks_{0};
  std::uint64_t seen_callbacks_ = 0;
  std::chrono::steady_clock::time_point last_callback_;  // seen
  std::atomic<std::uint64_t> device_underruns_{0};
};

}  // namespace melisma::synth
