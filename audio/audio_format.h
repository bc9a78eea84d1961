#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "audio/sample_rate.h"

namespace melisma::audio {

/// File formats that are written; what is read is whatever libsndfile knows.
enum class AudioFormat { kWav, kFlac, kOggVorbis, kOpus, kMp3, kAiff, kRaw };

/// How samples are stored. kDefault: 16-bit integers; raw: 32-bit float.
enum class BitDepth { kDefault, k16, k24, kFloat32 };

std::span<const AudioFormat> all_audio_formats();
/// The name that `--format` takes: wav, flac, ogg, opus, mp3, aiff, raw.
std::string_view name(AudioFormat format);
/// Throws ConfigError that lists all names.
AudioFormat parse_audio_format(std::string_view format_name);
/// By extension (any case). Throws ConfigError that lists all extensions.
AudioFormat audio_format_of(const std::filesystem::path& path);
/// "16", "24" or "float". Throws ConfigError.
BitDepth parse_bit_depth(std::string_view text);

/// Resolves kDefault; throws ConfigError when the format cannot store that depth (FLAC has no
/// float; Ogg, Opus and MP3 have no bit depth at all).
BitDepth resolve_bit_depth(AudioFormat format, BitDepth depth);

/// The rate a file of this format gets when `rate` is asked for: Opus and MP3 know few rates, so
/// the writer resamples to the nearest one above (or the highest).
SampleRate writable_sample_rate(AudioFormat format, SampleRate rate);

}  // namespace melisma::audio
