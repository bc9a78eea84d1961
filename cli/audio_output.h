#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include <boost/program_options.hpp>
#include <nlohmann/json.hpp>

#include "audio/audio_sink.h"
#include "cli/playback_options.h"
#include "cli/terminal_keys.h"
#include "codec/codec.h"
#include "synth/frame_source.h"
#include "synth/io/device_sink.h"
#include "synth/loop_cut.h"

namespace melisma::cli {

/// Where generated audio goes; the same options on every command that makes some.
struct AudioOutputOptions {
  std::string path;                     // -o; "-" = standard output; empty = only played
  std::string format;                   // empty = by the path's extension, WAV for "-"
  std::string bit_depth;                // empty = what the format prefers
  std::optional<double> loudness_lufs;  // to bring a file to
  bool sidecar = false;                 // also write PATH.json
  bool json = false;                    // report on standard output as JSON
  bool quiet = false;
  bool stats = false;  // tell times and latency at the end
  PlaybackOptions playback;
  /// Standard input is free for keys: it does not bring the text.
  bool keys = true;

  [[nodiscard]] bool wanted() const { return !path.empty() || playback.play; }
};

void add_audio_output_options(boost::program_options::options_description& options,
                              AudioOutputOptions& target);

/// Adds to `settings` what says how any audio was made: the program's version.
nlohmann::json generation_settings(const std::string& command);

/// Takes generated audio to a file, which gets `settings` in its tags and, when asked, in a
/// sidecar, and to a device, or to both. The file appears under its name only at close(). When the
/// device is lost the file is still finished.
class AudioOutput {
 public:
  /// Opens before anything is generated, so that a wrong place costs nothing. Throws ConfigError,
  /// DeviceError or Error.
  AudioOutput(AudioOutputOptions options,
              int sample_rate,
              const std::string& title,
              nlohmann::json settings,
              int channels = 1);
  ~AudioOutput();

  /// Seconds that will come, if known.
  void expect(double seconds);
  /// False when the reader of standard output went away, or a lone device's listener stopped it.
  bool write(std::span<const float> samples);
  /// The listener pressed q, or Ctrl-C.
  [[nodiscard]] bool stopped() const { return stopped_; }
  /// More sound may not come for a while: what there is is played.
  void rest();
  /// Finishes file, playing and sidecar, and reports what was made and `measured` of it. Throws
  /// DeviceError when the device was lost.
  void close(nlohmann::json measured);

  [[nodiscard]] const AudioOutputOptions& options() const { return options_; }

 private:
  [[nodiscard]] std::unique_ptr<audio::AudioSink> open_file(const audio::OutputSpec& spec) const;
  void play(std::span<const float> samples);
  void finish_playing(nlohmann::json& measured);
  void report(const nlohmann::json& measured) const;

  AudioOutputOptions options_;
  nlohmann::json settings_;
  std::unique_ptr<audio::AudioSink> file_;  // empty = only played
  std::unique_ptr<PlaybackKeys> keys_;
  std::unique_ptr<synth::DeviceSink> device_;  // empty = not played
  std::string lost_device_;  // message of a device that went away while a file is written
  bool stopped_ = false;
};

/// Generates all of `source` into `output`, frame by frame, with a progress line; after Ctrl-C what
/// was made is kept. Returns the exit code.
int generate(synth::FrameSource& source,
             const codec::Codec& codec,
             AudioOutput& output,
             const std::optional<synth::LoopPlace>& loop = {});

}  // namespace melisma::cli
