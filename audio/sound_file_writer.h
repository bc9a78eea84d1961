#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

#include "audio/replacement_file.h"
#include "audio/sound_encoder.h"

namespace melisma::audio {

/// Writes a sound file as it is made: memory does not grow with its length. The file appears under
/// its name when `close` is called, at any point of the stream (after Ctrl-C: a valid shorter
/// file); destroyed before that, nothing is left behind. Not thread-safe.
class SoundFileWriter {
 public:
  /// Throws Error when the place cannot be written, ConfigError when the format cannot hold it.
  SoundFileWriter(const std::filesystem::path& path, const SoundFileSpec& spec);

  /// Whole interleaved sample frames of any count. Throws Error.
  void write(std::span<const float> interleaved) { encoder_.write(interleaved); }
  /// Completes and renames. Throws Error. Nothing may follow.
  void close();

  [[nodiscard]] std::uint64_t frames_written() const noexcept { return encoder_.frames_written(); }
  /// Samples that exceeded full scale (except in float files) or were not finite.
  [[nodiscard]] std::uint64_t clipped_samples() const noexcept {
    return encoder_.clipped_samples();
  }

 private:
  ReplacementFile file_;
  SoundEncoder encoder_;
};

/// A whole interleaved signal at once. Throws Error, ConfigError.
void write_sound_file(const std::filesystem::path& path,
                      std::span<const float> interleaved,
                      const SoundFileSpec& spec);

}  // namespace melisma::audio
