#pragma once

#include <memory>
#include <string>

#include "codec/codec.h"
#include "codec/torch_published.h"

namespace melisma::codec {

/// The EnCodec of 48 kHz: stereo, in overlapping chunks of a second, each divided by its loudness
/// and coded on its own. As a Codec it writes the frames of chunk after chunk, so that there are
/// some more of them than the sound's length asks for; an additional codebook in front carries the
/// bytes of a chunk's loudness in the chunk's first frames (CodecInfo::side_codebooks).
class ChunkedCodec final : public Codec {
 public:
  /// `hash`: CodecInfo::hash. Throws CheckpointError for chunks too short for that.
  ChunkedCodec(std::unique_ptr<PublishedCodecModel> model,
               const models::EncodecConfig& config,
               std::string hash);

  [[nodiscard]] const CodecInfo& info() const override { return info_; }
  [[nodiscard]] std::unique_ptr<CodecEncoder> make_encoder() const override;
  [[nodiscard]] std::unique_ptr<CodecDecoder> make_decoder(
      DecoderDelay delay = DecoderDelay::kComplete) const override;

 private:
  std::unique_ptr<PublishedCodecModel> model_;
  models::EncodecConfig config_;
  CodecInfo info_;
};

}  // namespace melisma::codec
