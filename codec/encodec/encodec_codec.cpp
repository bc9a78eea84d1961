#include "codec/encodec/encodec_codec.h"

#include <vector>

#include "audio/error.h"
#include "codec/frame_batch.h"

namespace melisma::codec {
namespace {

constexpr std::size_t kMostFrames = 16;  // decoded at once

EncodecDecoder read(const models::TensorSet& tensors,
                    const models::EncodecConfig& config,
                    models::WeightType type) {
  models::TensorReader reader(tensors);
  EncodecDecoder decoder(reader, config, type);
  reader.finish();
  return decoder;
}

class StreamDecoder final : public CodecDecoder {
 public:
  StreamDecoder(const EncodecDecoder& decoder, std::size_t channels, models::ThreadPool* pool)
      : decoder_(decoder), channels_(channels), pool_(pool) {
    reset();
  }

  void push(std::span<const std::int32_t> frame, std::vector<float>& samples) override {
    if (batch_.add(frame)) {
      decode();
      hand_on(samples);
    }
  }
  void finish(std::vector<float>& samples) override {
    decode();
    for (Channel& channel : streams_) {
      decoder_.finish(*channel.state, channel.samples);
    }
    hand_on(samples);
    reset();
  }
  void reset() override {
    streams_.clear();
    for (std::size_t c = 0; c < channels_; ++c) {
      streams_.push_back({decoder_.make_state(pool_), {}});
    }
    batch_.reset();
  }

 private:
  struct Channel {
    std::shared_ptr<EncodecDecoder::State> state;
    std::vector<float> samples;
  };

  /// What waits, to the samples of each channel.
  void decode() {
    const auto frames = batch_.take();
    MELISMA_ASSERT(batch_.width() % channels_ == 0);
    for (std::size_t c = 0; c < channels_ && !frames.empty(); ++c) {
      codes_.clear();
      for (std::size_t i = c; i < frames.size(); i += channels_) {
        codes_.push_back(frames[i]);
      }
      decoder_.push(*streams_[c].state,
                    codes_,
                    static_cast<int>(batch_.width() / channels_),
                    streams_[c].samples);
    }
  }
  void hand_on(std::vector<float>& samples) {
    for (std::size_t i = 0; i < streams_.front().samples.size(); ++i) {
      for (const Channel& channel : streams_) {
        samples.push_back(channel.samples[i]);
      }
    }
    for (Channel& channel : streams_) {
      channel.samples.clear();
    }
  }

  const EncodecDecoder& decoder_;
  std::size_t channels_;
  models::ThreadPool* pool_;
  std::vector<Channel> streams_;
  FrameBatch batch_{kMostFrames};
  std::vector<std::int32_t> codes_;  // of one channel
};

}  // namespace

EncodecCodec::EncodecCodec(const models::TensorSet& tensors,
                           const models::EncodecConfig& config,
                           int channels,
                           models::WeightType type,
                           std::shared_ptr<models::ThreadPool> pool)
    : decoder_(read(tensors, config, type)), pool_(std::move(pool)) {
  info_.sample_rate = config.sample_rate;
  info_.channels = channels;
  info_.hop_length = config.hop();
  info_.codebooks = config.codebooks() * channels;
  info_.codebook_size = config.codebook_size;
  info_.encoder_look_ahead = 0;
  info_.id = "encodec";
}

std::unique_ptr<CodecEncoder> EncodecCodec::make_encoder() const {
  throw Error("this codec is opened for decoding alone.");
}

std::unique_ptr<CodecDecoder> EncodecCodec::make_decoder(DecoderDelay /*delay*/) const {
  return std::make_unique<StreamDecoder>(
      decoder_, static_cast<std::size_t>(info_.channels), pool_.get());
}

}  // namespace melisma::codec
