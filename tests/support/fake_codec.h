#pragma once

#include <memory>
#include <vector>

#include "codec/codec.h"

namespace melisma::testing_support {

/// A codec of K = 2 whose decoder holds every frame's first code as a constant level, one frame
/// late: enough to test what streams frames, without weights.
class FakeCodec final : public codec::Codec {
 public:
  FakeCodec() {
    info_.codebooks = 2;
    info_.codebook_size = 16;
    info_.id = "fake";
    info_.hash = "fake-hash";
  }
  const codec::CodecInfo& info() const override { return info_; }
  std::unique_ptr<codec::CodecEncoder> make_encoder() const override { return nullptr; }
  std::unique_ptr<codec::CodecDecoder> make_decoder(
      codec::DecoderDelay /*delay*/ = codec::DecoderDelay::kComplete) const override {
    return std::make_unique<Decoder>(info_.hop_length);
  }

 private:
  class Decoder final : public codec::CodecDecoder {
   public:
    explicit Decoder(int hop) : hop_(static_cast<std::size_t>(hop)) {}
    void push(std::span<const std::int32_t> frame, std::vector<float>& samples) override {
      finish(samples);
      pending_ = true;
      level_ = static_cast<float>(frame[0]) / 16.0F;
    }
    void finish(std::vector<float>& samples) override {
      if (pending_) {
        samples.insert(samples.end(), hop_, level_);
      }
      pending_ = false;
    }
    void reset() override { pending_ = false; }

   private:
    std::size_t hop_;
    bool pending_ = false;
    float level_ = 0;
  };
  codec::CodecInfo info_;
};

}  // namespace melisma::testing_support
