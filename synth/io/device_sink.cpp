#include "synth/io/device_sink.h"

#include <algorithm>
#include <cmath>
#include <thread>

#include "audio/error.h"
#include "synth/steady_time.h"

namespace melisma::synth {
namespace {

constexpr double kAheadSeconds = 10;        // of sound that may be made before it is heard
constexpr double kMostBufferSeconds = 600;  // that may be asked for
constexpr auto kPollTime = std::chrono::milliseconds(2);
constexpr double kDrainLatencies = 1.5;

const DeviceSinkSettings& checked(const DeviceSinkSettings& settings) {
  if (!(settings.buffer_seconds >= 0 && settings.buffer_seconds <= kMostBufferSeconds)) {
    throw ConfigError("--buffer: found " + std::to_string(settings.buffer_seconds) +
                      " seconds, wanted 0 to 600.");
  }
  return settings;
}

}  // namespace

DeviceSink::DeviceSink(const DeviceSinkSettings& settings, KeepPlaying keep_playing)
    : settings_(checked(settings)),
      keep_playing_(std::move(keep_playing)),
      player_(settings.player, settings.sample_rate),
      resampler_(audio::SampleRate(settings.sample_rate),
                 audio::SampleRate(player_.sample_rate()),
                 settings.channels),
      buffer_(samples_in(kAheadSeconds + 2 * settings.buffer_seconds),
              player_.sample_rate(),
              settings.gain,
              static_cast<std::size_t>(settings.channels)),
      startup_(settings.buffer_seconds, settings.player.latency_seconds),
      opened_(Clock::now()) {
  player_.connect(buffer_);
}

DeviceSink::~DeviceSink() {
  player_.stop(false);  // before the buffer goes
}

std::size_t DeviceSink::samples_in(double seconds) const {
  return static_cast<std::size_t>(std::llround(seconds * player_.sample_rate()) *
                                  settings_.channels);
}

bool DeviceSink::write(std::span<const float> samples) {
  const auto begin = Clock::now();
  if (last_write_) {
    startup_.add(static_cast<double>(samples.size()) / settings_.channels / settings_.sample_rate,
                 seconds_between(*last_write_, begin));
  }
  buffer_.set_resting(false);
  resampled_.clear();
  resampler_.process(samples, resampled_);
  look_after();
  const bool wants_more = hand_over(resampled_);
  last_write_ = Clock::now();
  return wants_more;
}

bool DeviceSink::hand_over(std::span<const float> samples) {
  while (true) {
    samples = samples.subspan(buffer_.write(samples));
    begin_when_ready();
    if (samples.empty() || stopped_) {
      return !stopped_;
    }
    wait_a_little();
  }
}

void DeviceSink::begin_when_ready() {
  if (buffer_.started()) {
    return;
  }
  const std::uint64_t underruns = buffer_.counts().underruns;
  if (underruns != seen_underruns_) {
    seen_underruns_ = underruns;
    startup_.underrun();
  }
  const std::size_t wanted = samples_in(startup_.wanted_seconds());
  if (buffer_.waiting() >= std::min(wanted, buffer_.capacity() - samples_in(0.1))) {
    begin_playing();
  }
}

void DeviceSink::begin_playing() {
  if (!first_sound_seconds_) {
    first_sound_seconds_ = seconds_between(opened_, Clock::now());
  }
  buffer_.start();
  player_.start();
}

void DeviceSink::rest() {
  buffer_.set_resting(true);
  last_write_.reset();
  if (buffer_.waiting() > 0) {
    begin_playing();
  }
}

void DeviceSink::close() {
  resampled_.clear();
  resampler_.finish(resampled_);
  if (!stopped_) {
    hand_over(resampled_);
  }
  buffer_.end();
  if (!stopped_) {
    begin_playing();
  }
  while (!stopped_ && !buffer_.drained()) {
    wait_a_little();
  }
  // What the device holds is not always played to its end by stopping it: silence pushes it out.
  const auto heard =
      Clock::now() + std::chrono::duration<double>(kDrainLatencies * player_.latency_seconds());
  while (!stopped_ && Clock::now() < heard) {
    wait_a_little();
  }
  player_.stop(!stopped_);
}

void DeviceSink::wait_a_little() {
  std::this_thread::sleep_for(kPollTime);
  look_after();
}

void DeviceSink::look_after() {
  try {
    player_.look_after(keep_playing_);
  } catch (const DeviceError&) {
    stopped_ = true;
    throw;
  }
  stopped_ = stopped_ || !keep_playing_();
}

PlaybackReport DeviceSink::report() const {
  const PlaybackCounts counts = buffer_.counts();
  PlaybackReport report;
  report.device = player_.device().name;
  report.sample_rate = player_.sample_rate();
  report.played_seconds = static_cast<double>(counts.played) / player_.sample_rate();
  report.first_sound_seconds = first_sound_seconds_.value_or(0);
  report.latency_seconds = player_.latency_seconds();
  report.underruns = counts.underruns;
  report.device_underruns = player_.device_underruns();
  report.reconnections = player_.reconnections();
  return report;
}

}  // namespace melisma::synth
