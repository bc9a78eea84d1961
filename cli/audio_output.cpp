#include "cli/audio_output.h"

#include <cstdio>
#include <iostream>
#include <utility>

#include "audio/error.h"
#include "audio/replacement_file.h"
#include "cli/interrupt.h"
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
      "sidecar", po::bool_switch(&target.sidecar), "also write FILE.json with all settings")(
      "json", po::bool_switch(&target.json), "report as JSON on standard output")(
      "quiet,q", po::bool_switch(&target.quiet), "say nothing but errors");
}

nlohmann::json generation_settings(const std::string& command) {
  return {{"melisma", kVersion}, {"command", command}};
}

AudioOutput::AudioOutput(AudioOutputOptions options,
                         int sample_rate,
                         const std::string& title,
                         nlohmann::json settings)
    : options_(std::move(options)), settings_(std::move(settings)) {
  if (options_.path.empty()) {
    throw ConfigError("nowhere to put the sound: give -o FILE, or -o - for standard output.");
  }
  if (options_.path == "-" && (options_.json || options_.sidecar)) {
    throw ConfigError("--json and --sidecar need a file: -o - already uses standard output.");
  }
  audio::OutputSpec spec;
  spec.sample_rate = audio::SampleRate(sample_rate);
  spec.tags = {title, settings_.dump(), std::string("melisma ") + kVersion};
  if (!options_.format.empty()) {
    spec.format = audio::parse_audio_format(options_.format);
  }
  if (!options_.bit_depth.empty()) {
    spec.bit_depth = audio::parse_bit_depth(options_.bit_depth);
  }
  sink_ = audio::open_audio_sink(options_.path, spec);
}

void AudioOutput::close(const nlohmann::json& measured) {
  sink_->close();
  if (options_.sidecar) {
    nlohmann::json all = settings_;
    all["measured"] = measured;
    audio::replace_file(options_.path + ".json", all.dump(2) + "\n");
  }
  report(measured);
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
  std::fprintf(stderr,
               "%s: %.2f s of sound in %.2f s (real-time factor %.2f)",
               options_.path == "-" ? "standard output" : options_.path.c_str(),
               measured.value("seconds", 0.0),
               measured.value("wall_seconds", 0.0),
               measured.value("real_time_factor", 0.0));
  if (settings_.contains("seed")) {
    std::fprintf(stderr, ", seed %s", settings_["seed"].dump().c_str());
  }
  if (const double limited = measured.value("limited_db", 0.0); limited >= 0.1) {
    std::fprintf(stderr, "; peaks turned down by up to %.1f dB", limited);
  }
  if (const auto clipped = sink_->clipped_samples(); clipped > 0) {
    std::fprintf(stderr, "; %llu samples clipped", static_cast<unsigned long long>(clipped));
  }
  std::fputs(measured.value("interrupted", false) ? "; interrupted, this is its beginning\n" : "\n",
             stderr);
}

int generate(synth::FrameSource& source, const codec::Codec& codec, AudioOutput& output) {
  const double expected_seconds =
      static_cast<double>(source.expected_frames()) / codec.info().frame_rate();
  synth::PipelineReport report;
  {
    Progress progress("generating", output.options().quiet);
    report = synth::run_pipeline(
        source,
        codec,
        [&](std::span<const float> samples) { return output.write(samples); },
        interrupt_flag(),
        [&](double seconds) { progress.update(seconds, expected_seconds); });
  }
  output.close({{"seconds", report.audio_seconds},
                {"frames", report.frames},
                {"wall_seconds", report.wall_seconds},
                {"real_time_factor", report.real_time_factor()},
                {"first_sound_seconds", report.first_sound_seconds},
                {"frame_time_median_ms", report.frame_time_median_ms},
                {"frame_time_p95_ms", report.frame_time_p95_ms},
                {"frame_time_max_ms", report.frame_time_max_ms},
                {"limited_db", report.limited_db},
                {"interrupted", report.interrupted}});
  return static_cast<int>(report.interrupted ? ExitCode::kInterrupted : ExitCode::kDone);
}

}  // namespace melisma::cli
