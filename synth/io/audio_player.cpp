#include "synth/io/audio_player.h"

#include <chrono>
#include <cmath>
#include <thread>

#include "audio/error.h"

namespace melisma::synth {
namespace {

constexpr auto kReconnectTime = std::chrono::milliseconds(500);

}  // namespace

AudioPlayer::AudioPlayer(const AudioPlayerSettings& settings, int source_rate)
    : settings_(settings),
      system_(std::make_unique<AudioSystem>()),
      device_(system_->find_output(settings.device)),
      sample_rate_(AudioStream::best_rate(device_, source_rate)) {}

AudioPlayer::~AudioPlayer() {
  stop(false);
  if (stream_ && stream_->abandoned()) {
    static_cast<void>(system_.release());  // the process ends soon, and what it holds with it
  }
}

void AudioPlayer::open_stream() {
  const double latency =
      settings_.latency_seconds > 0 ? settings_.latency_seconds : device_.low_latency_ms / 1e3;
  stream_ = std::make_unique<AudioStream>(
      device_, sample_rate_, latency, settings_.block_frames, *buffer_);
  stream_->set_tap(tap_);
}

void AudioPlayer::connect(PlaybackBuffer& buffer, OutputTap* tap) {
  buffer_ = &buffer;
  tap_ = tap;
  open_stream();
}

void AudioPlayer::start() {
  if (!stream_->running()) {
    stream_->start();
  }
}

void AudioPlayer::stop(bool drain) {
  if (stream_) {
    stream_->stop(drain);
  }
}

void AudioPlayer::look_after(const KeepPlaying& keep_playing) {
  if (!stream_ || !stream_->lost()) {
    return;
  }
  if (!settings_.reconnect || stream_->abandoned()) {
    throw DeviceError(
        "audio device \"" + device_.name + "\" went away after " +
        std::to_string(std::lround(static_cast<double>(buffer_->counts().played) / sample_rate_)) +
        " s. Connect it again" +
        (stream_->abandoned() ? ", or start its server, and run this again."
                              : "; with --reconnect playing goes on by itself."));
  }
  reconnect(keep_playing);
}

void AudioPlayer::reconnect(const KeepPlaying& keep_playing) {
  const std::string name = device_.name;
  earlier_underruns_ += stream_->device_underruns();
  stream_.reset();
  while (!stream_ && keep_playing()) {
    system_.reset();
    std::this_thread::sleep_for(kReconnectTime);
    try {
      system_ = std::make_unique<AudioSystem>();
      device_ = system_->find_output(name);
      open_stream();
      stream_->start();
    } catch (const DeviceError&) {
      stream_.reset();  // not there yet
    }
  }
  ++reconnections_;
}

double AudioPlayer::latency_seconds() const {
  return stream_ ? stream_->latency_seconds() : 0;
}

std::uint64_t AudioPlayer::device_underruns() const {
  return earlier_underruns_ + (stream_ ? stream_->device_underruns() : 0);
}

}  // namespace melisma::synth
