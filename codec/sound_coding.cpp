#include "codec/sound_coding.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "audio/audio_buffer.h"
#include "audio/error.h"
#include "audio/resampler.h"

namespace melisma::codec {
namespace {

constexpr std::size_t kBlockFrames = 16384;  // sample frames read at once

/// Samples at the codec's rate to codes.
class SampleCoder {
 public:
  explicit SampleCoder(const Codec& codec)
      : channels_(codec.info().channels), encoder_(codec.make_encoder()) {}

  void take(std::vector<float>& samples) {
    encoder_->push(samples, sound_.codes);
    sound_.samples += static_cast<std::int64_t>(samples.size()) / channels_;
    samples.clear();
  }
  EncodedSound finish() {
    encoder_->finish(sound_.codes);
    return std::move(sound_);
  }

 private:
  int channels_;
  std::unique_ptr<CodecEncoder> encoder_;
  EncodedSound sound_;
};

/// Appends interleaved `samples` of `from` channels as those of `to`: their mean, or the first two.
void convert_channels(std::span<const float> samples, int from, int to, std::vector<float>& out) {
  if (to == 1) {
    audio::mix_to_mono(samples, from, out);
    return;
  }
  const auto width = static_cast<std::size_t>(from);
  for (std::size_t at = 0; at < samples.size(); at += width) {
    for (std::size_t c = 0; c < static_cast<std::size_t>(to); ++c) {
      out.push_back(samples[at + std::min(c, width - 1)]);
    }
  }
}

/// Hands on samples up to a limit: the last frame of a signal is padded.
class LimitedSink {
 public:
  LimitedSink(const std::function<bool(std::span<const float>)>& sink, std::int64_t limit)
      : sink_(sink), left_(limit) {}

  bool take(std::vector<float>& samples) {
    const auto count = std::min(left_, static_cast<std::int64_t>(samples.size()));
    const bool wants_more =
        count == 0 || sink_(std::span<const float>(samples).first(static_cast<std::size_t>(count)));
    left_ -= count;
    samples.clear();
    return wants_more;
  }
  [[nodiscard]] std::int64_t left() const { return left_; }

 private:
  const std::function<bool(std::span<const float>)>& sink_;
  std::int64_t left_;
};

}  // namespace

EncodedSound encode_sound(audio::SoundFileReader& reader,
                          const Codec& codec,
                          const std::atomic<bool>& stop,
                          const CodingProgress& progress) {
  const int rate = codec.info().sample_rate;
  const int channels = reader.info().channels;
  audio::Resampler resampler(
      reader.info().sample_rate, audio::SampleRate(rate), codec.info().channels);
  SampleCoder coder(codec);
  std::vector<float> block(kBlockFrames * static_cast<std::size_t>(channels));
  std::vector<float> converted;
  std::vector<float> samples;
  std::int64_t frames = 0;
  bool interrupted = false;
  while (const std::size_t got = interrupted ? 0 : reader.read(block)) {
    converted.clear();
    convert_channels(std::span<const float>(block).first(got * static_cast<std::size_t>(channels)),
                     channels,
                     codec.info().channels,
                     converted);
    resampler.process(converted, samples);
    coder.take(samples);
    frames += static_cast<std::int64_t>(got);
    if (progress) {
      progress(static_cast<double>(frames) / reader.info().sample_rate.hz);
    }
    interrupted = stop.load(std::memory_order_relaxed);
  }
  resampler.finish(samples);
  coder.take(samples);
  EncodedSound sound = coder.finish();
  sound.interrupted = interrupted;
  return sound;
}

DecodedSound decode_sound(const TokenFile& tokens,
                          const Codec& codec,
                          int codebooks,
                          const std::function<bool(std::span<const float>)>& sink,
                          const std::atomic<bool>& stop,
                          const CodingProgress& progress) {
  if (codebooks < 1 || codebooks > tokens.codebooks) {
    throw ConfigError("found " + std::to_string(codebooks) + " codebooks, wanted 1 to " +
                      std::to_string(tokens.codebooks) + ", which the token file holds.");
  }
  const auto decoder = codec.make_decoder();
  const auto width = static_cast<std::size_t>(tokens.codebooks);
  const std::span<const std::int32_t> codes(tokens.codes);
  LimitedSink out(sink, tokens.samples);
  std::vector<float> samples;
  DecodedSound result;
  for (std::size_t begin = 0; begin < codes.size() && !result.sink_closed; begin += width) {
    if (stop.load(std::memory_order_relaxed)) {
      result.interrupted = true;
      break;
    }
    decoder->push(codes.subspan(begin, static_cast<std::size_t>(codebooks)), samples);
    result.sink_closed = !out.take(samples);
    if (progress) {
      progress(static_cast<double>(tokens.samples - out.left()) / tokens.sample_rate);
    }
  }
  if (!result.sink_closed) {
    decoder->finish(samples);
    result.sink_closed = !out.take(samples);
  }
  result.samples = tokens.samples - out.left();
  return result;
}

}  // namespace melisma::codec
