#include "synth/io/device_sink.h"

#include <algorithm>
#include <cmath>
#include <thread>

#include "audio/error.h"

namespace melisma::synth {
namespace {

constexpr double kAheadSeconds = 10;        // of sound that may be made before it is heard
constexpr double kMostBufferSeconds = 600;  // that may be asked for
constexpr auto kPollTime = std::chrono::milliseconds(2);
constexpr auto kSilentDeviceTime = std::chrono::seconds(2);  // without callback: it is lost
constexpr double kDrainLatencies = 1.5;
constexpr auto kReconnectTime = std::chrono::milliseconds(500);

double seconds_between(std::chrono::steady_clock::time_point from,
                       std::chrono::steady_clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

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
      system_(std::make_unique<AudioSystem>()),
      device_(system_->find_output(settings.device)),
      sample_rate_(AudioStream::best_rate(device_, settings.sample_rate)),
      resampler_(audio::SampleRate(settings.sample_rate), audio::SampleRate(sample_rate_)),
      buffer_(
          samples_in(kAheadSeconds + 2 * settings.buffer_seconds), sample_rate_, settings.gain),
      stream_(std::make_unique<AudioStream>(
          device_, sample_rate_, settings.latency_seconds, 0, buffer_)),
      startup_(settings.buffer_seconds, std::max(settings.latency_seconds, stream_->latency_seconds())),
      opened_(Clock::now()) {}

DeviceSink::~DeviceSink() {
  if (stream_) {
    stream_->stop(false);
  }
}

std::size_t DeviceSink::samples_in(double seconds) const {
  return static_cast<std::size_t>(std::llround(seconds * sample_rate_));
}

bool DeviceSink::write(std::span<const float> mono) {
  const auto begin = Clock::now();
  if (last_write_) {
    startup_.add(static_cast<double>(mono.size()) / settings_.sample_rate,
                 seconds_between(*last_write_, begin));
  }
  buffer_.set_resting(false);
  resampled_.clear();
  resampler_.process(mono, resampled_);
  check_device();
  stopped_ = stopped_ || !keep_playing_();
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
  if (!stream_->running()) {
    last_callback_ = Clock::now();
    stream_->start();
  }
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
  const auto heard = Clock::now() + std::chrono::duration<double>(
                                        kDrainLatencies * stream_->latency_seconds());
  while (!stopped_ && Clock::now() < heard) {
    wait_a_little();
  }
  stream_->stop(!stopped_);
}

void DeviceSink::wait_a_little() {
  std::this_thread::sleep_for(kPollTime);
  check_device();
  stopped_ = stopped_ || !keep_playing_();
}

bool DeviceSink::device_is_lost() {
  if (!stream_->running()) {
    return false;
  }
  const auto now = Clock::now();
  if (const std::uint64_t callbacks = stream_->callbacks(); callbacks != seen_callbacks_) {
    seen_callbacks_ = callbacks;
    last_callback_ = now;
  }
  return !stream_->alive() || now - last_callback_ > kSilentDeviceTime;
}

void DeviceSink::check_device() {
  if (!device_is_lost()) {
    return;
  }
  if (!settings_.reconnect) {
    stopped_ = true;
    throw DeviceError("audio device \"" + device_.name + "\" went away after " +
                      std::to_string(std::lround(report().played_seconds)) +
                      " s. Connect it again; with --reconnect playing goes on by itself.");
  }
  reconnect();
}

void DeviceSink::reconnect() {
  const std::string name = device_.name;
  earlier_device_underruns_ += stream_->device_underruns();
  stream_.reset();
  while (!stopped_) {
    system_.reset();
    std::this_thread::sleep_for(kReconnectTime);
    stopped_ = !keep_playing_();
    try {
      system_ = std::make_unique<AudioSystem>();
      device_ = system_->find_output(name);
      stream_ = std::make_unique<AudioStream>(
          device_, sample_rate_, settings_.latency_seconds, 0, buffer_);
      stream_->start();
      break;
    } catch (const DeviceError&) {
      stream_.reset();  // not there yet
    }
  }
  seen_callbacks_ = 0;
  last_callback_ = Clock::now();
  ++reconnections_;
}

PlaybackReport DeviceSink::report() const {
  const PlaybackCounts counts = buffer_.counts();
  PlaybackReport report;
  report.device = device_.name;
  report.sample_rate = sample_rate_;
  report.played_seconds = static_cast<double>(counts.played) / sample_rate_;
  report.first_sound_seconds = first_sound_seconds_.value_or(0);
  report.underruns = counts.underruns;
  report.device_underruns = earlier_device_underruns_;
  if (stream_) {
    report.latency_seconds = stream_->latency_seconds();
    report.device_underruns += stream_->device_underruns();
  }
  report.reconnections = reconnections_;
  return report;
}

}  // namespace melisma::synth
