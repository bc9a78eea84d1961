#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "audio/sample_rate.h"
#include "audio/sound_tags.h"

namespace melisma::audio {

struct SoundFileInfo {
  SampleRate sample_rate{24000};
  int channels = 1;
  /// Sample frames that the header claims: for progress only, a hostile file claims anything. Empty
  /// when the header does not say.
  std::optional<std::int64_t> claimed_frames;
  std::string format;  // for people, such as "WAV (Microsoft)"
};

/// The layout of a headerless file: little-endian 32-bit float, interleaved.
struct RawLayout {
  SampleRate sample_rate{24000};
  int channels = 1;
};

/// Reads a sound file as float, block by block, in whatever format libsndfile knows. Samples are in
/// [-1, 1] except where a float file goes beyond. Samples that are not finite (or beyond +-1e10,
/// whose squares would not be) become 0 and are counted. Not thread-safe.
class SoundFileReader {
 public:
  /// With `raw` the file has no header. Throws AudioFileError when the file cannot be opened, is
  /// not audio, or claims more than 64 channels or a rate outside 1 to 768 kHz.
  explicit SoundFileReader(std::filesystem::path path, std::optional<RawLayout> raw = std::nullopt);
  ~SoundFileReader();
  SoundFileReader(SoundFileReader&&) noexcept;
  SoundFileReader& operator=(SoundFileReader&&) noexcept;

  [[nodiscard]] const SoundFileInfo& info() const noexcept { return info_; }
  [[nodiscard]] SoundTags tags() const;

  /// Fills `interleaved` with whole sample frames and returns how many; 0 = end. A damaged file
  /// ends where it is damaged; `damage` then says how.
  std::size_t read(std::span<float> interleaved);

  [[nodiscard]] std::uint64_t replaced_samples() const noexcept { return replaced_samples_; }
  /// Known at the end of the file: empty when it was whole.
  [[nodiscard]] const std::string& damage() const noexcept { return damage_; }

 private:
  struct Handle;
  void note_end();

  std::filesystem::path path_;
  std::unique_ptr<Handle> handle_;
  SoundFileInfo info_;
  std::int64_t frames_read_ = 0;
  std::uint64_t replaced_samples_ = 0;
  std::string damage_;
};

}  // namespace melisma::audio
