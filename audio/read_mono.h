#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "audio/sound_file_reader.h"

namespace melisma::audio {

struct ReadMonoOptions {
  /// Longer files are refused, so that memory stays bounded (4 h at 24 kHz is 1.4 GB).
  double max_seconds = 4.0 * 3600.0;
  std::optional<RawLayout> raw = std::nullopt;
};

struct MonoAudio {
  std::vector<float> samples;
  SampleRate sample_rate{24000};
  SoundFileInfo source;  // what the file had
  SoundTags tags;
  std::uint64_t replaced_samples = 0;  // not finite in the file, 0 here
  std::string damage;                  // empty when the file was whole; a warning to show otherwise
};

/// Reads a whole sound file, mixes its channels to one and resamples to `rate`. Throws
/// AudioFileError when it cannot be read, holds no samples, or is too long.
MonoAudio read_mono(const std::filesystem::path& path,
                    SampleRate rate,
                    const ReadMonoOptions& options = {});

}  // namespace melisma::audio
