#pragma once

#include <memory>
#include <string>

#include "codec/codec.h"
#include "codec/torch_published.h"

namespace melisma::codec {

/// A purely convolutional codec, which takes whole signals, as a Codec of one channel: blocks are
/// computed with as much around them as any of their samples depends on, so that nothing but
/// rounding tells a stream from the whole signal. What comes out is late by block and context.
class WindowedCodec final : public Codec {
 public:
  /// Frames.
  struct Window {
    std::size_t block = 64;
    std::size_t context = 16;  // at least the receptive field, to either side
  };

  /// `info`: all but `encoder_look_ahead`.
  WindowedCodec(std::unique_ptr<PublishedCodecModel> model, CodecInfo info, Window window);

  [[nodiscard]] const CodecInfo& info() const override { return info_; }
  [[nodiscard]] std::unique_ptr<CodecEncoder> make_encoder() const override;
  [[nodiscard]] std::unique_ptr<CodecDecoder> make_decoder(
      DecoderDelay delay = DecoderDelay::kComplete) const override;

 private:
  std::unique_ptr<PublishedCodecModel> model_;
  CodecInfo info_;
  Window window_;
};

}  // namespace melisma::codec
