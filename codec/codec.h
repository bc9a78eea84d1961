#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace melisma::codec {

/// What a caller must know of a codec. A "frame" here is always a codec frame.
struct CodecInfo {
  int sample_rate = 24000;  // Hz
  int channels = 1;
  int hop_length = 480;    // samples a frame
  int codebooks = 8;       // K
  int side_codebooks = 0;  // the first of them, which carry no sound but are needed for it
  int codebook_size = 1024;
  int encoder_look_ahead = 1;  // frames the encoder must see past the one it writes
  int decoder_delay =
      0;  // samples between a frame's start in the input and its sound in the output stream; the
          // decoder drops them, so that output sample n belongs to input sample n
  std::string id;    // such as "melisma-speech-24khz"
  std::string hash;  // SHA-256 of what gives codes their meaning (encoder and codebooks only, so
                     // that a better decoder keeps it)
  [[nodiscard]] double frame_rate() const noexcept {
    return static_cast<double>(sample_rate) / hop_length;
  }
};

/// Samples in, codes out. State is per stream; not thread-safe. Any block sizes give the same
/// codes.
class CodecEncoder {
 public:
  virtual ~CodecEncoder() = default;
  /// Takes samples (whole sample frames, interleaved); appends K codes for every frame that became
  /// complete to `codes` (frame-major: [T][K]).
  virtual void push(std::span<const float> samples, std::vector<std::int32_t>& codes) = 0;
  /// Ends the stream: pads with silence and appends the remaining frames, ceil(N / hop) in all.
  virtual void finish(std::vector<std::int32_t>& codes) = 0;
  virtual void reset() = 0;
};

/// Codes in, samples out. State is per stream; not thread-safe. After its first frames `push` does
/// not allocate beyond growing `samples`. It may keep frames to decode some together. Output is the
/// same for any split of the frames into calls.
class CodecDecoder {
 public:
  virtual ~CodecDecoder() = default;
  /// Decodes one frame of 1..K codes (fewer codes = lower bit rate; the count must not change
  /// within a stream); appends the samples that became final.
  virtual void push(std::span<const std::int32_t> frame, std::vector<float>& samples) = 0;
  /// Ends the stream: appends what is left, so that T frames give exactly T x hop samples in all.
  virtual void finish(std::vector<float>& samples) = 0;
  virtual void reset() = 0;
};

/// How soon sound leaves a decoder. kComplete waits a frame and a half (30 ms) longer and finds
/// better phases; kLive hands on all that later frames would hardly change.
enum class DecoderDelay { kComplete, kLive };

/// A neural audio codec with fixed weights; immutable and thread-safe after construction. The
/// coders it makes share its weights and must not outlive it.
class Codec {
 public:
  virtual ~Codec() = default;
  [[nodiscard]] virtual const CodecInfo& info() const = 0;
  [[nodiscard]] virtual std::unique_ptr<CodecEncoder> make_encoder() const = 0;
  [[nodiscard]] virtual std::unique_ptr<CodecDecoder> make_decoder(
      DecoderDelay delay = DecoderDelay::kComplete) const = 0;
};

/// Opens a codec file of ours (safetensors, kind "spectral_codec"), or a published codec's folder
/// (published_codec.h). Throws CheckpointError.
std::unique_ptr<Codec> open_codec(const std::string& path);

/// Whole-signal helpers over the streaming coders.
std::vector<std::int32_t> encode_all(const Codec& codec, std::span<const float> samples);
std::vector<float> decode_all(const Codec& codec,
                              std::span<const std::int32_t> codes,
                              int codebooks);

}  // namespace melisma::codec
