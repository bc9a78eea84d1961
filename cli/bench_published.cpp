#include "cli/bench_published.h"

#include <cmath>
#include <memory>
#include <vector>

#include "cli/bench_steps.h"
#include "cli/interrupt.h"
#include "cli/sample_material.h"
#include "cli/weight_types.h"
#include "codec/encodec/encodec_codec.h"
#include "models/published/musicgen.h"
#include "synth/delay_generation.h"
#include "synth/frame_pipeline.h"
#include "synth/steady_time.h"

namespace melisma::cli {
namespace {

using synth::SteadyClock;

double seconds_since(SteadyClock::time_point begin) {
  return synth::seconds_between(begin, SteadyClock::now());
}

/// Passes frames on, keeps them and notes how long each took from the one before: making and
/// decoding.
class TimedFrames final : public synth::FrameSource {
 public:
  explicit TimedFrames(synth::FrameSource& source) : source_(source) {}

  bool next(std::span<std::int32_t> codes) override {
    const auto now = SteadyClock::now();
    if (!frames_.empty()) {
      seconds_.push_back(synth::seconds_between(begin_, now));
    }
    begin_ = now;
    if (!source_.next(codes)) {
      return false;
    }
    frames_.emplace_back(codes.begin(), codes.end());
    return true;
  }
  [[nodiscard]] std::int64_t expected_frames() const override { return source_.expected_frames(); }
  [[nodiscard]] const std::vector<double>& seconds() const { return seconds_; }
  [[nodiscard]] const std::vector<std::vector<std::int32_t>>& frames() const { return frames_; }

 private:
  synth::FrameSource& source_;
  SteadyClock::time_point begin_;
  std::vector<double> seconds_;
  std::vector<std::vector<std::int32_t>> frames_;
};

/// Seconds of one thread that a second of sound costs.
double decoding_cost(const models::Musicgen& music,
                     const std::vector<std::vector<std::int32_t>>& frames) {
  const codec::EncodecCodec codec(music.audio_tensors(),
                                  music.config().audio,
                                  music.config().decoder.channels,
                                  models::WeightType::kF16);
  const auto decoder = codec.make_decoder();
  std::vector<float> samples;
  const auto begin = SteadyClock::now();
  for (const auto& frame : frames) {
    decoder->push(frame, samples);
  }
  decoder->finish(samples);
  return seconds_since(begin) * codec.info().frame_rate() / static_cast<double>(frames.size());
}

}  // namespace

nlohmann::json bench_published(const std::filesystem::path& folder,
                               models::WeightType type,
                               int threads,
                               double seconds) {
  const auto opening = SteadyClock::now();
  const models::Musicgen music(folder, type);
  const auto pool = std::make_shared<models::ThreadPool>(threads);
  const codec::EncodecCodec codec(music.audio_tensors(),
                                  music.config().audio,
                                  music.config().decoder.channels,
                                  models::WeightType::kF16,
                                  codec::EncodecParts::kDecoder,
                                  pool);
  nlohmann::json result = {{"open_seconds", seconds_since(opening)}};
  const auto reading = SteadyClock::now();
  synth::DelayRequest request;
  request.sequences = {{music.text_states({"a song of the sea"}).front(), {}, {}}};
  result["text_seconds"] = seconds_since(reading);
  request.frames = std::llround(seconds * codec.info().frame_rate());
  request.draw = {music.sampling(), 1, models::random_stream::kMusic, pool};
  synth::DelaySession session(music.decoder(), std::move(request));
  TimedFrames frames(session);
  const synth::PipelineReport report = synth::run_pipeline(
      frames, codec, [](std::span<const float>) { return true; }, interrupt_flag());
  result.update(time_quantiles(frames.seconds()));
  result["weights"] = name_of(music.weight_type());
  result["threads"] = threads;
  result["seconds"] = report.audio_seconds;
  result["real_time_factor"] = report.real_time_factor();
  result["first_sound_ms"] = report.first_sound_seconds * 1e3;
  result["codec_real_time_factor"] = decoding_cost(music, frames.frames());
  result["resident_mb"] = resident_mb();
  return result;
}

}  // namespace melisma::cli
