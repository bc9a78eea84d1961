#include "cli/audio_output.h"

#include <atomic>
#include <cstdio>
#include <iostream>
#include <utility>

#include "audio/error.h"
#include "audio/loudness_sink.h"
#include "audio/replacement_file.h"
#include "cli/frame_times.h"
#include "cli/interrupt.h"
#include "cli/option_parsing.h"
#include "cli/progress.h"
#include "cli/version.h"
#include "synth/frame_pipeline.h"

namespace melisma::cli {

namespace po = boost::program_options;

void add_audio_output_options(po::options_description& options, AudioOutputOptions& target) {
  options.add_options()("output,o", po::value(&target.path), "file to write; - = standard output")(
      "format",
      po::value(&target.format),
      "wav, flac, ogg, opus, mp3, aiff or raw; by the file's extension if not given")(
      "bit-depth", po::value(&target.bit_depth), "16, 24 or float")(
      "loudness",
      into(target.loudness_lufs),
      "bring the file to so many LUFS, -70 to 0, such as -16; not with --play")(
      "sidecar", po::bool_switch(&target.sidecar), "also write FILE.json with all settings")(
      "json", po::bool_switch(&target.json), "report as JSON on standard output")(
      "quiet,q", po::bool_switch(&target.quiet), "say nothing but errors")(
      "stats",
      po::bool_switch(&target.stats),
      "tell frame times, underruns and latency at the end");
  add_playback_options(options, target.playback);
}

nlohmann::json generation_settings(const std::string& command) {
  return {{"melisma", kVersion}, {"command", command}};
}

AudioOutput::AudioOutput(AudioOutputOptions options,
                         int sample_rate,
                         const std::string& title,
                         nlohmann::json settings,
                         int channels)
    : options_(std::move(options)), settings_(std::move(settings)) {
  if (!options_.wanted()) {
    throw ConfigError(
        "nowhere to put the sound: give -o FILE, -o - for standard output, or --play.");
  }
  if (options_.path == "-" && (options_.json || options_.sidecar)) {
    throw ConfigError("--json and --sidecar need a file: -o - already uses standard output.");
  }
  if (options_.loudness_lufs) {
    settings_["loudness_lufs"] = *options_.loudness_lufs;
  }
  if (options_.loudness_lufs && (options_.path.empty() || options_.playback.play)) {
    throw ConfigError(
        "--loudness needs a file, and no --play: what is played is what is saved, and "
        "the loudness is only known at the end.");
  }
  if (options_.path.empty() && options_.sidecar) {
    throw ConfigError("--sidecar needs a file beside which to lie: give -o FILE.");
  }
  if (!options_.path.empty()) {
    audio::OutputSpec spec;
    spec.sample_rate = audio::SampleRate(sample_rate);
    spec.channels = channels;
    spec.tags = {title, settings_.dump(), std::string("melisma ") + kVersion};
    if (!options_.format.empty()) {
      spec.format = audio::parse_audio_format(options_.format);
    }
    if (!options_.bit_depth.empty()) {
      spec.bit_depth = audio::parse_bit_depth(options_.bit_depth);
    }
    file_ = open_file(spec);
  }
  if (options_.playback.play) {
    keys_ = std::make_unique<PlaybackKeys>(options_.keys);
    device_ = std::make_unique<synth::DeviceSink>(
        device_settings(options_.playback, sample_rate, channels), [this] {
          device_->pause(keys_->paused());
          return !keys_->stop_asked() && !interrupt_flag();
        });
    if (keys_->listening() && !options_.quiet) {
      std::fputs("space pauses, q stops\n", stderr);
    }
  }
}

AudioOutput::~AudioOutput() = default;

std::unique_ptr<audio::AudioSink> AudioOutput::open_file(const audio::OutputSpec& spec) const {
  auto file = audio::open_audio_sink(options_.path, spec);
  if (!options_.loudness_lufs) {
    return file;
  }
  return std::make_unique<audio::LoudnessSink>(std::move(file),
                                               spec.sample_rate,
                                               spec.channels,
                                               *options_.loudness_lufs,
                                               synth::kPeakCeilingDb);
}

void AudioOutput::expect(double seconds) {
  if (device_) {
    device_->expect(seconds);
  }
}

bool AudioOutput::write(std::span<const float> samples) {
  const bool file_wants_more = !file_ || file_->write(samples);
  if (device_ && !stopped_) {
    play(samples);
  }
  return file_ ? file_wants_more : !stopped_;
}

void AudioOutput::play(std::span<const float> samples) {
  try {
    stopped_ = !device_->write(samples);
  } catch (const DeviceError& error) {
    if (!file_) {
      throw;
    }
    lost_device_ = error.what();
    device_.reset();
  }
}

void AudioOutput::rest() {
  if (device_) {
    device_->rest();
  }
}

void AudioOutput::finish_playing(nlohmann::json& measured) {
  if (!device_) {
    return;
  }
  try {
    device_->close();
  } catch (const DeviceError& error) {
    lost_device_ = error.what();
  }
  const synth::PlaybackReport played = device_->report();
  measured["playback"] = {{"device", played.device},
                          {"sample_rate", played.sample_rate},
                          {"seconds", played.played_seconds},
                          {"first_sound_seconds", played.first_sound_seconds},
                          {"device_latency_ms", played.latency_seconds * 1e3},
                          {"underruns", played.underruns},
                          {"device_underruns", played.device_underruns},
                          {"reconnections", played.reconnections}};
}

void AudioOutput::close(nlohmann::json measured) {
  if (file_) {
    file_->close();
  }
  finish_playing(measured);
  if (options_.sidecar) {
    nlohmann::json all = settings_;
    all["measured"] = measured;
    audio::replace_file(options_.path + ".json", all.dump(2) + "\n");
  }
  report(measured);
  if (!lost_device_.empty()) {
    throw DeviceError(lost_device_ +
                      (file_ ? " The whole sound is in " + options_.path + "." : ""));
  }
}

void AudioOutput::report(const nlohmann::json& measured) const {
  if (options_.json) {
    nlohmann::json all = settings_;
    all["output"] = options_.path;
    all["measured"] = measured;
    std::cout << all.dump(2) << '\n';
  }
  if (options_.quiet || options_.json) {
    return;
  }
  const std::string place = options_.path.empty()  ? "played"
                            : options_.path == "-" ? "standard output"
                                                   : options_.path;
  std::fprintf(stderr,
               "%s: %.2f s of sound in %.2f s (real-time factor %.2f)",
               place.c_str(),
               measured.value("seconds", 0.0),
               measured.value("wall_seconds", 0.0),
               measured.value("real_time_factor", 0.0));
  if (settings_.contains("seed")) {
    std::fprintf(stderr, ", seed %s", settings_["seed"].dump().c_str());
  }
  if (const double limited = measured.value("limited_db", 0.0); limited >= 0.1) {
    std::fprintf(stderr, "; peaks turned down by up to %.1f dB", limited);
  }
  if (const auto clipped = file_ ? file_->clipped_samples() : 0; clipped > 0) {
    std::fprintf(stderr, "; %llu samples clipped", static_cast<unsigned long long>(clipped));
  }
  std::fputs(measured.value("interrupted", false) ? "; interrupted, this is its beginning\n" : "\n",
             stderr);
  if (measured.contains("playback")) {
    print_playback(measured["playback"], options_.stats);
  }
  if (options_.stats) {
    print_frame_times(measured);
  }
}

int generate(synth::FrameSource& source,
             const codec::Codec& codec,
             AudioOutput& output,
             const std::optional<synth::LoopPlace>& loop) {
  const double expected_seconds =
      static_cast<double>(source.expected_frames()) / codec.info().frame_rate();
  output.expect(expected_seconds);
  std::atomic<bool> stop{false};
  synth::PipelineReport report;
  std::optional<synth::LoopCut> cut;
  if (loop) {
    cut.emplace(*loop);
  }
  std::vector<float> of_loop;
  {
    Progress progress("generating", output.options().quiet);
    report = synth::run_pipeline(
        source,
        codec,
        [&](std::span<const float> samples) {
          of_loop.clear();
          if (cut) {
            cut->process(samples, of_loop);
          }
          const bool wants_more = output.write(cut ? std::span<const float>(of_loop) : samples) &&
                                  !(cut && cut->complete());
          stop = interrupt_flag() || output.stopped();
          return wants_more;
        },
        stop,
        [&](double seconds) {
          stop = stop || interrupt_flag();
          progress.update(seconds, expected_seconds);
        });
  }
  if (loop) {
    report.audio_seconds = static_cast<double>(loop->length) / codec.info().sample_rate;
  }
  nlohmann::json measured = {{"seconds", report.audio_seconds},
                             {"frames", report.frames},
                             {"wall_seconds", report.wall_seconds},
                             {"real_time_factor", report.real_time_factor()},
                             {"first_sound_seconds", report.first_sound_seconds},
                             {"limited_db", report.limited_db},
                             {"interrupted", report.interrupted}};
  add_frame_times(measured, report.frame_times);
  output.close(measured);
  return static_cast<int>(interrupt_flag() ? ExitCode::kInterrupted : ExitCode::kDone);
}

}  // namespace melisma::cli
