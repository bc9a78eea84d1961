#include "audio/audio_format.h"

#include <algorithm>
#include <array>
#include <optional>

#include "audio/error.h"
#include "audio/lower_case.h"

namespace melisma::audio {
namespace {

struct FormatRow {
  AudioFormat format;
  std::string_view name;
  std::array<std::string_view, 3> extensions;
};

constexpr std::array kRows{
    FormatRow{AudioFormat::kWav, "wav", {".wav", ".wave", ""}},
    FormatRow{AudioFormat::kFlac, "flac", {".flac", "", ""}},
    FormatRow{AudioFormat::kOggVorbis, "ogg", {".ogg", ".oga", ""}},
    FormatRow{AudioFormat::kOpus, "opus", {".opus", "", ""}},
    FormatRow{AudioFormat::kMp3, "mp3", {".mp3", "", ""}},
    FormatRow{AudioFormat::kAiff, "aiff", {".aiff", ".aif", ".aifc"}},
    FormatRow{AudioFormat::kRaw, "raw", {".raw", ".f32", ".pcm"}},
};

std::string all_names() {
  std::string names;
  for (const auto& row : kRows) {
    names += (names.empty() ? "" : ", ") + std::string(row.name);
  }
  return names;
}

SampleRate nearest_from_above(std::span<const int> ascending, SampleRate rate) {
  const auto found = std::lower_bound(ascending.begin(), ascending.end(), rate.hz);
  return SampleRate(found == ascending.end() ? ascending.back() : *found);
}

}  // namespace

std::span<const AudioFormat> all_audio_formats() {
  static constexpr auto kFormats = [] {
    std::array<AudioFormat, kRows.size()> formats{};
    for (std::size_t i = 0; i < kRows.size(); ++i) {
      formats[i] = kRows[i].format;
    }
    return formats;
  }();
  return kFormats;
}

std::string_view name(AudioFormat format) {
  return std::find_if(
             kRows.begin(), kRows.end(), [&](const auto& row) { return row.format == format; })
      ->name;
}

AudioFormat parse_audio_format(std::string_view format_name) {
  const std::string wanted = lower_case(format_name);
  for (const auto& row : kRows) {
    if (row.name == wanted) {
      return row.format;
    }
  }
  throw ConfigError("unknown audio format '" + std::string(format_name) + "'; choose one of " +
                    all_names());
}

AudioFormat audio_format_of(const std::filesystem::path& path) {
  const std::string extension = lower_case(path.extension().string());
  for (const auto& row : kRows) {
    if (!extension.empty() && std::find(row.extensions.begin(), row.extensions.end(), extension) !=
                                  row.extensions.end()) {
      return row.format;
    }
  }
  throw ConfigError("the name " + path.string() + " does not tell the audio format" +
                    (extension.empty() ? "" : " (unknown extension " + extension + ")") +
                    "; end it in .wav, .flac, .ogg, .opus, .mp3, .aiff or .raw, or give --format " +
                    "one of " + all_names());
}

BitDepth parse_bit_depth(std::string_view text) {
  const std::string wanted = lower_case(text);
  if (wanted == "16") {
    return BitDepth::k16;
  }
  if (wanted == "24") {
    return BitDepth::k24;
  }
  if (wanted == "float" || wanted == "32") {
    return BitDepth::kFloat32;
  }
  throw ConfigError("unknown bit depth '" + std::string(text) + "'; choose 16, 24 or float");
}

BitDepth resolve_bit_depth(AudioFormat format, BitDepth depth) {
  const std::string format_name(name(format));
  switch (format) {
    case AudioFormat::kWav:
    case AudioFormat::kAiff:
      return depth == BitDepth::kDefault ? BitDepth::k16 : depth;
    case AudioFormat::kFlac:
      if (depth == BitDepth::kFloat32) {
        throw ConfigError("flac cannot store float samples; choose 16 or 24 bits, or wav");
      }
      return depth == BitDepth::kDefault ? BitDepth::k16 : depth;
    case AudioFormat::kRaw:
      if (depth == BitDepth::k24) {
        throw ConfigError("raw audio is written as float or 16 bits, not 24");
      }
      return depth == BitDepth::kDefault ? BitDepth::kFloat32 : depth;
    default:
      if (depth != BitDepth::kDefault) {
        throw ConfigError(format_name + " has no bit depth; leave it out, or choose wav or flac");
      }
      return BitDepth::kFloat32;  // what the encoder is fed with
  }
}

SampleRate writable_sample_rate(AudioFormat format, SampleRate rate) {
  static constexpr std::array kOpusRates{8000, 12000, 16000, 24000, 48000};
  static constexpr std::array kMp3Rates{
      8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000};
  switch (format) {
    case AudioFormat::kOpus:
      return nearest_from_above(kOpusRates, rate);
    case AudioFormat::kMp3:
      return nearest_from_above(kMp3Rates, rate);
    case AudioFormat::kOggVorbis:
      return std::clamp(rate, SampleRate(8000), SampleRate(192000));
    case AudioFormat::kFlac:
      return std::min(rate, SampleRate(384000));
    default:
      return rate;
  }
}

}  // namespace melisma::audio
