#pragma once

#include <functional>
#include <memory>
#include <string>

#include "synth/io/audio_stream.h"
#include "synth/playback_buffer.h"

namespace melisma::synth {

/// Asked while a player or sink waits: false = give up.
using KeepPlaying = std::function<bool()>;

struct AudioPlayerSettings {
  std::string device;            // name or index; empty = the default
  double latency_seconds = 0.2;  // asked of the device; 0 = its lowest
  int block_frames = 0;          // 0 = the device's own
  bool reconnect = false;  // wait for a lost device (but not a JACK server) instead of throwing
};

/// An audio device that plays a buffer, found again when it was lost. [control]
class AudioPlayer {
 public:
  /// Finds the device and settles at which rate it plays sound of `source_rate` Hz. Throws
  /// DeviceError.
  AudioPlayer(const AudioPlayerSettings& settings, int source_rate);
  ~AudioPlayer();
  AudioPlayer(const AudioPlayer&) = delete;
  AudioPlayer& operator=(const AudioPlayer&) = delete;

  [[nodiscard]] const AudioDevice& device() const { return device_; }
  [[nodiscard]] int sample_rate() const { return sample_rate_; }

  /// Opens the stream, which does not play yet. The buffer, which runs at sample_rate(), and the
  /// tap must outlive the player. Throws DeviceError.
  void connect(PlaybackBuffer& buffer, OutputTap* tap = nullptr);
  /// Does nothing when it plays already. Throws DeviceError.
  void start();
  void stop(bool drain);
  /// Call often while playing. Throws DeviceError when the device was lost, or waits for it as long
  /// as `keep_playing` says so.
  void look_after(const KeepPlaying& keep_playing);

  /// From callback to ear.
  [[nodiscard]] double latency_seconds() const;
  [[nodiscard]] std::uint64_t device_underruns() const;
  [[nodiscard]] int reconnections() const { return reconnections_; }

 private:
  void open_stream();
  void reconnect(const KeepPlaying& keep_playing);

  AudioPlayerSettings settings_;
  std::unique_ptr<AudioSystem> system_;
  AudioDevice device_;
  int sample_rate_;
  PlaybackBuffer* buffer_ = nullptr;
  OutputTap* tap_ = nullptr;
  std::unique_ptr<AudioStream> stream_;  // empty while the device is away
  std::uint64_t earlier_underruns_ = 0;  // of streams before a reconnection
  int reconnections_ = 0;
};

}  // namespace melisma::synth
