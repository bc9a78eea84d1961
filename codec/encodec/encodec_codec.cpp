#include "codec/encodec/encodec_codec.h"

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "audio/error.h"
#include "codec/frame_batch.h"
#include "codec/published_codec.h"

namespace melisma::codec {
namespace {

constexpr std::size_t kMostFrames = 16;  // decoded at once

/// Reads one half; the other's tensors are taken no notice of.
template <typename Half>
Half read(const models::TensorSet& tensors,
          const models::EncodecConfig& config,
          models::WeightType type,
          const std::string& other) {
  if (config.channels != 1 || config.group_norm || config.chunk_s > 0) {
    throw CheckpointError(tensors.name + " is an EnCodec of " + std::to_string(config.channels) +
                          " channels, in chunks or with group norm; wanted one of 1 channel "
                          "without them. Only encode and decode open such a codec.");
  }
  models::TensorReader reader(tensors);
  Half half(reader, config, type);
  reader.ignore_all(other);
  reader.finish();
  return half;
}

class StreamEncoder final : public CodecEncoder {
 public:
  StreamEncoder(const EncodecEncoder& encoder, std::size_t channels)
      : encoder_(encoder), channels_(channels) {
    reset();
  }

  void push(std::span<const float> samples, std::vector<std::int32_t>& codes) override {
    for (std::size_t c = 0; c < channels_; ++c) {
      samples_.clear();
      for (std::size_t i = c; i < samples.size(); i += channels_) {
        samples_.push_back(std::isfinite(samples[i]) ? samples[i] : 0.0F);
      }
      encoder_.push(*streams_[c].state, samples_, streams_[c].codes);
    }
    hand_on(codes);
  }
  void finish(std::vector<std::int32_t>& codes) override {
    for (Channel& channel : streams_) {
      encoder_.finish(*channel.state, channel.codes);
    }
    hand_on(codes);
    reset();
  }
  void reset() override {
    streams_.clear();
    for (std::size_t c = 0; c < channels_; ++c) {
      streams_.push_back({encoder_.make_state(), {}});
    }
  }

 private:
  struct Channel {
    std::shared_ptr<EncodecEncoder::State> state;
    std::vector<std::int32_t> codes;
  };

  void hand_on(std::vector<std::int32_t>& codes) {
    for (std::size_t i = 0; i < streams_.front().codes.size(); ++i) {
      for (const Channel& channel : streams_) {
        codes.push_back(channel.codes[i]);
      }
    }
    for (Channel& channel : streams_) {
      channel.codes.clear();
    }
  }

  const EncodecEncoder& encoder_;
  std::size_t channels_;
  std::vector<Channel> streams_;
  std::vector<float> samples_;
};

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
                           EncodecParts parts,
                           std::shared_ptr<models::ThreadPool> pool)
    : decoder_(read<EncodecDecoder>(tensors, config, type, "encoder.")), pool_(std::move(pool)) {
  if (parts == EncodecParts::kBoth) {
    encoder_.emplace(read<EncodecEncoder>(tensors, config, type, "decoder."));
    info_.hash = published_codec_hash(tensors);
  }
  info_.sample_rate = config.sample_rate;
  info_.channels = channels;
  info_.hop_length = config.hop();
  info_.codebooks = config.codebooks() * channels;
  info_.codebook_size = config.codebook_size;
  info_.encoder_look_ahead = 0;
  info_.id = "encodec-" + std::to_string(config.sample_rate / 1000) + "khz";
}

std::unique_ptr<CodecEncoder> EncodecCodec::make_encoder() const {
  MELISMA_ASSERT(encoder_);
  return std::make_unique<StreamEncoder>(*encoder_, static_cast<std::size_t>(info_.channels));
}

std::unique_ptr<CodecDecoder> EncodecCodec::make_decoder(DecoderDelay /*delay*/) const {
  return std::make_unique<StreamDecoder>(
      decoder_, static_cast<std::size_t>(info_.channels), pool_.get());
}

}  // namespace melisma::codec
