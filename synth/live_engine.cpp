#include "synth/live_engine.h"

#include <algorithm>
#include <cmath>
#include <thread>

#include "synth/realtime_priority.h"

namespace melisma::synth {
namespace {

constexpr double kFirstFrameSeconds = 0.012;  // guessed until frames were timed
constexpr double kSchedulingSeconds = 0.002;  // between being due and running
constexpr double kRealtimeSeconds = 0.001;    // the same with real-time priority
constexpr double kAddedSeconds = 0.002;       // after every underrun
constexpr double kMostAddedSeconds = 0.2;
constexpr double kSettleSeconds = 0.25;  // a device that starts takes several blocks at once
constexpr std::int64_t kAdaptFrames = 100;
constexpr std::int64_t kColdFrames = 50;  // the first touch memory that was never touched
constexpr double kTailSeconds = 2;        // after the last note, before the gate closes
constexpr double kGateSeconds = 0.1;      // to close
constexpr double kOpenSeconds = 0.001;    // to open
constexpr float kKnee = 0.8F;             // from here on peaks are rounded off

/// Untouched below the knee, never above 1, smooth in between.
float rounded_off(float sample) {
  const float magnitude = std::abs(sample);
  if (magnitude <= kKnee) {
    return sample;
  }
  const float room = 1 - kKnee;
  return std::copysign(kKnee + room * std::tanh((magnitude - kKnee) / room), sample);
}

}  // namespace

LiveEngine::LiveEngine(LiveSession& session,
                       const codec::Codec& codec,
                       PlaybackBuffer& buffer,
                       int device_rate,
                       double block_seconds)
    : session_(session),
      buffer_(buffer),
      device_rate_(device_rate),
      block_seconds_(block_seconds),
      sample_rate_(codec.info().sample_rate),
      decoder_(codec.make_decoder(codec::DecoderDelay::kLive)),
      resampler_(audio::SampleRate(codec.info().sample_rate), audio::SampleRate(device_rate)),
      codes_(static_cast<std::size_t>(codec.info().codebooks)),
      scheduling_seconds_(kSchedulingSeconds),
      margin_seconds_(block_seconds + kFirstFrameSeconds + kSchedulingSeconds) {}

void LiveEngine::run(const GoOn& go_on, const Recorder& recorder) {
  const RealtimePriority priority;  // where it may have it: fewer and shorter interruptions
  scheduling_seconds_ = priority.raised() ? kRealtimeSeconds : kSchedulingSeconds;
  buffer_.set_resting(false);
  const auto begin = SteadyClock::now();
  while (go_on()) {
    const double waiting = waiting_seconds();
    if (waiting <= margin_seconds_) {
      make_frame(recorder);
      continue;
    }
    if (!buffer_.started() && seconds_between(begin, SteadyClock::now()) > kSettleSeconds) {
      buffer_.start();
    }
    // At most a block at a time: the device takes whole blocks at moments of its own.
    const double due = std::clamp(waiting - margin_seconds_, 2e-4, std::max(block_seconds_, 1e-3));
    std::this_thread::sleep_for(std::chrono::duration<double>(due));
  }
  buffer_.set_resting(true);  // the device may ask until it is stopped
}

double LiveEngine::waiting_seconds() {
  return static_cast<double>(buffer_.waiting()) / device_rate_;
}

void LiveEngine::make_frame(const Recorder& recorder) {
  const auto begin = SteadyClock::now();
  session_.next(codes_);
  samples_.clear();
  decoder_->push(codes_, samples_);
  finish_samples();
  resampled_.clear();
  resampler_.process(samples_, resampled_);
  const double waiting = waiting_seconds();
  buffer_.write(resampled_);
  const auto end = SteadyClock::now();
  times_.add(seconds_between(begin, end));
  if (times_.count() > kColdFrames) {
    warm_times_.add(seconds_between(begin, end));
    recent_times_.add(seconds_between(begin, end));
  }
  note_latency(begin, end, waiting);
  adapt_margin();
  if (recorder) {
    recorder(samples_);
  }
}

void LiveEngine::finish_samples() {
  const double frame_seconds = static_cast<double>(samples_.size()) / sample_rate_;
  const bool open = session_.improvises() ||
                    static_cast<double>(session_.silent_frames()) * frame_seconds < kTailSeconds;
  const auto step = static_cast<float>(1 / ((open ? kOpenSeconds : kGateSeconds) * sample_rate_));
  const float volume = session_.volume() / 100;
  for (float& sample : samples_) {
    gate_ = std::clamp(gate_ + (open ? step : -step), 0.0F, 1.0F);
    sample = rounded_off(sample * volume) * gate_;
  }
}

void LiveEngine::adapt_margin() {
  const std::uint64_t underruns = buffer_.counts().underruns;
  if (underruns != seen_underruns_) {
    seen_underruns_ = underruns;
    added_margin_seconds_ = std::min(added_margin_seconds_ + kAddedSeconds, kMostAddedSeconds);
  } else if (times_.count() % kAdaptFrames != 0) {
    return;
  }
  const double slow =
      times_.count() < kAdaptFrames
          ? kFirstFrameSeconds
          : std::max(warm_times_.quantile_ms(.999), recent_times_.quantile_ms(.99)) / 1e3;
  margin_seconds_ = block_seconds_ + slow + scheduling_seconds_ + added_margin_seconds_;
  recent_times_ = {};
}

void LiveEngine::note_latency(SteadyClock::time_point begin,
                              SteadyClock::time_point end,
                              double waiting_seconds) {
  if (const auto note = session_.oldest_note()) {
    waits_.add(std::max(0.0, seconds_between(*note, begin)));
    inferences_.add(seconds_between(begin, end));
    buffers_.add(waiting_seconds);
  }
}

LiveReport LiveEngine::report() const {
  LiveReport report;
  report.frames = times_.count();
  report.frame_times = times_.times();
  report.playback = buffer_.counts();
  report.margin_ms = margin_seconds_ * 1e3;
  report.latency = {
      waits_.quantile_ms(.95), inferences_.quantile_ms(.95), buffers_.quantile_ms(.95)};
  return report;
}

}  // namespace melisma::synth
