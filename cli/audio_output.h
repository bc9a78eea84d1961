#pragma once

#include <memory>
#include <span>
#include <string>

#include <boost/program_options.hpp>
#include <nlohmann/json.hpp>

#include "audio/audio_sink.h"
#include "codec/codec.h"
#include "synth/frame_source.h"

namespace melisma::cli {

/// Where generated audio goes; the same options on every command that makes some.
struct AudioOutputOptions {
  std::string path;       // -o; "-" = standard output
  std::string format;     // empty = by the path's extension, WAV for "-"
  std::string bit_depth;  // empty = what the format prefers
  bool sidecar = false;   // also write PATH.json
  bool json = false;      // report on standard output as JSON
  bool quiet = false;
};

void add_audio_output_options(boost::program_options::options_description& options,
                              AudioOutputOptions& target);

/// Adds to `settings` what says how any audio was made: the program's version.
nlohmann::json generation_settings(const std::string& command);

/// A sink for generated audio that writes `settings` into the file's tags and, when asked, into a
/// sidecar. The file appears under its name only at close().
class AudioOutput {
 public:
  /// Opens before anything is generated, so that a wrong place costs nothing. Throws ConfigError or
  /// Error.
  AudioOutput(AudioOutputOptions options,
              int sample_rate,
              const std::string& title,
              nlohmann::json settings);

  /// False when the reader of standard output went away.
  bool write(std::span<const float> samples) { return sink_->write(samples); }
  /// Finishes file and sidecar, and reports what was made and `measured` of it.
  void close(const nlohmann::json& measured);

  [[nodiscard]] const AudioOutputOptions& options() const { return options_; }

 private:
  void report(const nlohmann::json& measured) const;

  AudioOutputOptions options_;
  nlohmann::json settings_;
  std::unique_ptr<audio::AudioSink> sink_;
};

/// Generates all of `source` into `output`, frame by frame, with a progress line; after Ctrl-C what
/// was made is kept. Returns the exit code.
int generate(synth::FrameSource& source, const codec::Codec& codec, AudioOutput& output);

}  // namespace melisma::cli
