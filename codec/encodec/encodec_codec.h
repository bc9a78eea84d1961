#pragma once

#include <memory>
#include <optional>

#include "codec/codec.h"
#include "codec/encodec/encodec_decoder.h"
#include "codec/encodec/encodec_encoder.h"
#include "models/checkpoint/tensor_set.h"

namespace melisma::codec {

/// What of an EnCodec is opened.
enum class EncodecParts { kDecoder, kBoth };

/// A weight-normalised EnCodec as a Codec, on our kernels. With two channels it is the
/// codec of a stereo MusicGen: codebooks of left and right take turns (L0 R0 L1 R1 ...), and
/// samples are interleaved. It decodes several frames at a time, so that its weights are read less
/// often: the first one alone, then up to eight.
class EncodecCodec final : public Codec {
 public:
  /// `tensors` by published names. Only with both parts are there encoders, and a hash. Weights are
  /// kept as `type`, kF32 or kF16; `pool`, if any, shares the work of every decoder. Throws
  /// CheckpointError.
  EncodecCodec(const models::TensorSet& tensors,
               const models::EncodecConfig& config,
               int channels,
               models::WeightType type,
               EncodecParts parts = EncodecParts::kDecoder,
               std::shared_ptr<models::ThreadPool> pool = nullptr);

  [[nodiscard]] const CodecInfo& info() const override { return info_; }
  [[nodiscard]] std::unique_ptr<CodecEncoder> make_encoder() const override;
  [[nodiscard]] std::unique_ptr<CodecDecoder> make_decoder(
      DecoderDelay delay = DecoderDelay::kComplete) const override;

 private:
  CodecInfo info_;
  EncodecDecoder decoder_;
  std::optional<EncodecEncoder> encoder_;
  std::shared_ptr<models::ThreadPool> pool_;
};

}  // namespace melisma::codec
