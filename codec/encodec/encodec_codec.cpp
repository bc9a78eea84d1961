#include "codec/encodec/encodec_codec.h"

#include <algorithm>
#include <vector>

#include "audio/error.h"

namespace melisma::codec {
namespace {

constexpr std::size_t kMostFrames = 8;  // decoded at once

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
    start();
  }

  void push(std::span<const std::int32_t> frame, std::vector<float>& samples) override {
    waiting_.insert(waiting_.end(), frame.begin(), frame.end());
    codebooks_ = frame.size();
    if (waiting_.size() >= at_once_ * codebooks_) {
      decode();
      hand_on(samples);
      at_once_ = std::min(2 * at_once_, kMostFrames);
    }
  }
  void finish(std::vector<float>& samples) override {
    decode();
    for (Channel& channel : streams_) {
      decoder_.finish(*channel.state, channel.samples);
    }
    hand_on(samples);
  }
  void reset() override { start(); }

 private:
  struct Channel {
    std::shared_ptr<EncodecDecoder::State> state;
    std::vector<float> samples;
  };

  void start() {
    streams_.clear();
    for (std::size_t c = 0; c < channels_; ++c) {
      streams_.push_back({decoder_.make_state(pool_), {}});
    }
    waiting_.clear();
    at_once_ = 1;
  }
  /// What waits, to the samples of each channel.
  void decode() {
    const std::size_t books = codebooks_ / channels_;
    MELISMA_ASSERT(codebooks_ % channels_ == 0);
    for (std::size_t c = 0; c < channels_ && !waiting_.empty(); ++c) {
      codes_.clear();
      for (std::size_t i = c; i < waiting_.size(); i += channels_) {
        codes_.push_back(waiting_[i]);
      }
      decoder_.push(*streams_[c].state, codes_, static_cast<int>(books), streams_[c].samples);
    }
    waiting_.clear();
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
  std::vector<std::int32_t> waiting_;  // frames not yet decoded
  std::vector<std::int32_t> codes_;
  std::size_t codebooks_ = 0;  // of a frame, all channels
  std::size_t at_once_ = 1;
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
