#include "synth/frame_pipeline.h"

#include <vector>

#include "audio/peak_limiter.h"
#include "synth/steady_time.h"

namespace melisma::synth {
namespace {

double seconds_since(SteadyClock::time_point start) {
  return seconds_between(start, SteadyClock::now());
}

/// Counts what reaches the sink and notes when the first samples did.
class CountingSink {
 public:
  CountingSink(const SampleSink& sink, SteadyClock::time_point start)
      : sink_(sink), start_(start) {}

  bool hand_on(std::vector<float>& samples) {
    if (samples.empty()) {
      return true;
    }
    const bool wants_more = sink_(samples);
    if (count_ == 0) {
      first_sound_seconds_ = seconds_since(start_);
    }
    count_ += static_cast<std::int64_t>(samples.size());
    samples.clear();
    return wants_more;
  }
  [[nodiscard]] std::int64_t count() const { return count_; }
  [[nodiscard]] double first_sound_seconds() const { return first_sound_seconds_; }

 private:
  const SampleSink& sink_;
  SteadyClock::time_point start_;
  std::int64_t count_ = 0;
  double first_sound_seconds_ = 0;
};

/// A straight line to silence, so that the end makes no click wherever it falls.
void fade_out(std::span<float> samples, std::size_t channels) {
  const std::size_t frames = samples.size() / channels;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] *= static_cast<float>(frames - 1 - i / channels) / static_cast<float>(frames);
  }
}

/// Raises the first milliseconds from silence, so that a sound that is there from its first sample
/// begins without a click.
class FadeIn {
 public:
  explicit FadeIn(const codec::CodecInfo& info)
      : channels_(static_cast<std::size_t>(info.channels)),
        frames_(static_cast<std::size_t>(kFadeInSeconds * info.sample_rate)) {}

  void apply(std::span<float> samples) {
    for (std::size_t i = 0; i < samples.size() && next_ < frames_ * channels_; ++i, ++next_) {
      samples[i] *= static_cast<float>(next_ / channels_) / static_cast<float>(frames_);
    }
  }

 private:
  static constexpr double kFadeInSeconds = 0.002;

  std::size_t channels_;
  std::size_t frames_;
  std::size_t next_ = 0;  // sample
};

}  // namespace

PipelineReport run_pipeline(FrameSource& source,
                            const codec::Codec& codec,
                            const SampleSink& sink,
                            const std::atomic<bool>& stop,
                            const FrameProgress& progress) {
  const codec::CodecInfo& info = codec.info();
  const auto start = SteadyClock::now();
  const auto decoder = codec.make_decoder();
  std::vector<std::int32_t> frame(static_cast<std::size_t>(info.codebooks));
  audio::PeakLimiter limiter(audio::SampleRate(info.sample_rate), kPeakCeilingDb, info.channels);
  FadeIn fade_in(info);
  std::vector<float> decoded;
  std::vector<float> samples;
  CountingSink out(sink, start);
  FrameTimeHistogram times;
  PipelineReport report;
  while (!report.sink_closed) {
    if (stop.load(std::memory_order_relaxed)) {
      report.interrupted = true;
      break;
    }
    const auto frame_start = SteadyClock::now();
    if (!source.next(frame)) {
      break;
    }
    decoded.clear();
    decoder->push(frame, decoded);
    fade_in.apply(decoded);
    limiter.process(decoded, samples);
    times.add(seconds_since(frame_start));
    ++report.frames;
    report.sink_closed = !out.hand_on(samples);
    if (progress) {
      progress(static_cast<double>(report.frames) / info.frame_rate());
    }
  }
  if (!report.sink_closed) {
    decoded.clear();
    decoder->finish(decoded);
    fade_in.apply(decoded);
    limiter.process(decoded, samples);
    const std::size_t before_end = samples.size();
    limiter.finish(samples);
    fade_out(std::span(samples).subspan(before_end), static_cast<std::size_t>(info.channels));
    report.sink_closed = !out.hand_on(samples);
  }
  report.audio_seconds = static_cast<double>(out.count()) / info.channels / info.sample_rate;
  report.wall_seconds = seconds_since(start);
  report.first_sound_seconds = out.first_sound_seconds();
  report.frame_times = times.times();
  report.limited_db = limiter.most_reduction_db();
  return report;
}

}  // namespace melisma::synth
