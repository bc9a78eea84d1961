#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "audio/audio_sink.h"
#include "audio/resampler.h"
#include "synth/io/audio_player.h"
#include "synth/playback_buffer.h"
#include "synth/startup_buffering.h"

namespace melisma::synth {

struct DeviceSinkSettings {
  AudioPlayerSettings player;
  int sample_rate = 24000;    // of what is written
  int channels = 1;           // 1 or 2
  double buffer_seconds = 0;  // that wait before playing begins, 0 .. 600; more if need be
  float gain = 1;
};

struct PlaybackReport {
  std::string device;
  int sample_rate = 0;  // of the device
  double played_seconds = 0;
  double first_sound_seconds = 0;  // from opening to the start of playing
  double latency_seconds = 0;      // of the device
  std::uint64_t underruns = 0;     // sound was not there in time
  std::uint64_t device_underruns = 0;
  int reconnections = 0;
};

/// Plays samples on an audio device, resampled to its rate. `keep_playing` is asked whenever
/// it waits and after every write. write() waits while the buffer is full, so sound is made no
/// faster than it is heard. [inference], except pause.
class DeviceSink final : public audio::AudioSink {
 public:
  /// Throws DeviceError when the device cannot be opened, ConfigError for settings out of range.
  DeviceSink(const DeviceSinkSettings& settings, KeepPlaying keep_playing);
  ~DeviceSink() override;

  /// False when keep_playing said so. Throws DeviceError when the device is lost.
  [[nodiscard]] bool write(std::span<const float> samples) override;
  /// Plays what waits to its end, unless playing was stopped.
  void close() override;
  [[nodiscard]] std::uint64_t clipped_samples() const override { return 0; }

  /// Seconds that will be written in all, if known: decides how much must wait before playing
  /// begins.
  void expect(double total_seconds) { startup_.expect(total_seconds); }
  /// Nothing more may come for a while: plays what waits, and running dry is no underrun.
  void rest();
  void pause(bool paused) { buffer_.pause(paused); }
  [[nodiscard]] PlaybackReport report() const;

 private:
  using Clock = std::chrono::steady_clock;

  [[nodiscard]] std::size_t samples_in(double seconds) const;
  /// Waits until the buffer has taken all; false when playing is to stop.
  bool hand_over(std::span<const float> samples);
  void begin_when_ready();
  void begin_playing();
  /// Sleeps; looks after the device and the listener.
  void wait_a_little();
  void look_after();

  DeviceSinkSettings settings_;
  KeepPlaying keep_playing_;
  AudioPlayer player_;
  audio::Resampler resampler_;
  PlaybackBuffer buffer_;
  StartupBuffering startup_;
  std::vector<float> resampled_;
  Clock::time_point opened_;
  std::optional<Clock::time_point> last_write_;  // its end
  std::optional<double> first_sound_seconds_;
  std::uint64_t seen_underruns_ = 0;
  bool stopped_ = false;
};

}  // namespace melisma::synth
