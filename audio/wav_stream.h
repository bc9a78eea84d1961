#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <sys/types.h>

#include "audio/descriptor_writer.h"
#include "audio/sound_encoder.h"

namespace melisma::audio {

/// Writes WAV, or raw samples, to a descriptor as they are made, without seeking. libsndfile
/// refuses WAV on a pipe, so the header is written here:
///
///   "RIFF" u32 size "WAVE"
///   "fmt " u32 16   u16 kind (1 integer, 3 float) u16 channels u32 rate u32 bytes a second
///                   u16 bytes a sample frame      u16 bits a sample
///   "LIST" u32 size the tags (only if there are any)
///   "data" u32 size interleaved little-endian samples
///
/// The length is not known beforehand, so both sizes are 0xFFFFFFFF, which players take as "until
/// the end"; when the descriptor turns out to be a file, `close` puts the true sizes there. The
/// samples are the same as in a file of the same bit depth. Not thread-safe.
class WavStream {
 public:
  /// `spec.format` is kWav or kRaw (no header). The descriptor stays the caller's. Writes nothing
  /// yet. Throws ConfigError.
  WavStream(int descriptor, std::string destination, const SoundFileSpec& spec);

  /// Whole interleaved sample frames. False when the reader closed the pipe: stop. Throws Error.
  [[nodiscard]] bool write(std::span<const float> interleaved);
  /// Completes the stream; also after the reader went away.
  void close();

  [[nodiscard]] std::uint64_t frames_written() const noexcept { return frames_written_; }
  [[nodiscard]] std::uint64_t clipped_samples() const noexcept { return clipped_samples_; }

 private:
  void begin();
  void patch_size(std::uint64_t position, std::uint64_t size) const;

  int descriptor_;
  DescriptorWriter out_;
  SoundFileSpec spec_;
  int bits_;            // 16, 24 or 32 (float)
  off_t start_ = -1;    // where the header lies; -1 when the descriptor cannot seek
  std::string header_;  // empty until written, and for raw
  bool begun_ = false;
  std::uint64_t frames_written_ = 0;
  std::uint64_t clipped_samples_ = 0;
  std::vector<float> floats_;  // scratch
  std::vector<std::int32_t> integers_;
  std::string bytes_;
};

}  // namespace melisma::audio
