#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "audio/audio_format.h"
#include "audio/sound_tags.h"

namespace melisma::audio {

/// Where generated samples go: a file, a pipe, a device. Not thread-safe.
class AudioSink {
 public:
  virtual ~AudioSink() = default;
  /// Whole interleaved sample frames, any count. False when nobody wants more (the reader of the
  /// pipe went away): stop making sound, then `close`. Throws Error.
  [[nodiscard]] virtual bool write(std::span<const float> interleaved) = 0;
  /// Makes what was written valid and permanent. A sink destroyed without `close` leaves no file
  /// behind.
  virtual void close() = 0;
  /// Samples that exceeded full scale (except where floats are stored) or were not finite.
  [[nodiscard]] virtual std::uint64_t clipped_samples() const = 0;
};

struct OutputSpec {
  /// Empty: by the extension of the file; WAV on standard output.
  std::optional<AudioFormat> format = std::nullopt;
  SampleRate sample_rate{24000};
  int channels = 1;
  BitDepth bit_depth = BitDepth::kDefault;
  SoundTags tags = {};
};

/// Opens a file, or standard output for "-" (WAV and raw by hand-written stream, FLAC, Ogg, Opus
/// and MP3 by libsndfile; AIFF cannot be streamed). Throws ConfigError when the format is unknown,
/// cannot hold this audio, or standard output is a terminal; Error when the place cannot be
/// written.
std::unique_ptr<AudioSink> open_audio_sink(const std::string& path_or_dash, const OutputSpec& spec);

/// The same for a descriptor of the caller's, which must outlive the sink. `destination` is named
/// in messages.
std::unique_ptr<AudioSink> open_descriptor_sink(int descriptor,
                                                const std::string& destination,
                                                const OutputSpec& spec);

}  // namespace melisma::audio
