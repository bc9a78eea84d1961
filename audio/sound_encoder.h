#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "audio/audio_format.h"
#include "audio/sound_tags.h"

namespace melisma::audio {

/// How audio is to be stored.
struct SoundFileSpec {
  AudioFormat format = AudioFormat::kWav;
  /// Of the samples that are written. The file has it too where the format can, see
  /// writable_sample_rate.
  SampleRate sample_rate{24000};
  int channels = 1;
  BitDepth bit_depth = BitDepth::kDefault;
  SoundTags tags = {};
};

/// Float samples to the bytes of a sound file on a descriptor (libsndfile). Resamples where the
/// format knows few rates; clips, and counts, what exceeds full scale except in float files. Not
/// thread-safe.
class SoundEncoder {
 public:
  /// `descriptor` stays the caller's and must outlive this; `destination` is named in messages.
  /// Throws ConfigError when the format cannot hold such audio.
  SoundEncoder(int descriptor, std::string destination, const SoundFileSpec& spec);
  ~SoundEncoder();
  SoundEncoder(const SoundEncoder&) = delete;
  SoundEncoder& operator=(const SoundEncoder&) = delete;

  /// Whole interleaved sample frames. Throws Error (disk full, or 4 GiB in a format that ends
  /// there).
  void write(std::span<const float> interleaved);
  /// Writes what is pending and completes the header. FLAC, Opus and MP3 cannot be empty: a stream
  /// without samples becomes one silent one.
  void finish();

  [[nodiscard]] std::uint64_t frames_written() const noexcept { return frames_written_; }
  [[nodiscard]] std::uint64_t clipped_samples() const noexcept { return clipped_samples_; }

 private:
  struct State;
  void encode(std::span<float> samples);
  void check_size(std::size_t frames);
  void check_written(bool accepted) const;

  std::string destination_;
  SoundFileSpec spec_;
  int bits_;  // 16 or 24 for integers, 32 for float, 0 for a lossy encoder
  std::unique_ptr<State> state_;
  std::vector<float> samples_;  // scratch: resampled and clipped
  std::vector<std::int32_t> integers_;
  std::uint64_t frames_written_ = 0;  // as given to `write`
  std::uint64_t frames_stored_ = 0;   // after resampling
  std::uint64_t clipped_samples_ = 0;
};

}  // namespace melisma::audio
