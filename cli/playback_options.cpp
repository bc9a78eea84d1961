#include "cli/playback_options.h"

#include <cstdio>

#include "audio/error.h"
#include "cli/frame_times.h"

namespace melisma::cli {

namespace po = boost::program_options;

namespace {

constexpr double kMostVolume = 400;  // percent; the limiter does not see what this adds

}  // namespace

void add_playback_options(po::options_description& options, PlaybackOptions& target) {
  options.add_options()("play", po::bool_switch(&target.play), "play it while it is made")(
      "device", po::value(&target.device), "audio device, by name or number (melisma devices)")(
      "volume",
      po::value(&target.volume)->default_value(target.volume),
      "percent; only of what is played")(
      "buffer",
      po::value(&target.buffer_seconds)->default_value(0),
      "seconds made before playing begins; more where making is slow")(
      "reconnect",
      po::bool_switch(&target.reconnect),
      "wait for a device that went away instead of ending");
}

synth::DeviceSinkSettings device_settings(const PlaybackOptions& options,
                                          int sample_rate,
                                          int channels) {
  if (!(options.volume >= 0 && options.volume <= kMostVolume)) {
    throw ConfigError("--volume: found " + std::to_string(options.volume) +
                      ", wanted 0 to 400 percent.");
  }
  synth::DeviceSinkSettings settings;
  settings.player.device = options.device;
  settings.sample_rate = sample_rate;
  settings.channels = channels;
  settings.buffer_seconds = options.buffer_seconds;
  settings.gain = static_cast<float>(options.volume / 100);
  settings.player.reconnect = options.reconnect;
  return settings;
}

void print_playback(const nlohmann::json& playback, bool all) {
  const auto underruns = playback.value("underruns", std::uint64_t{0});
  std::fprintf(stderr,
               "played %.2f s on %s",
               playback.value("seconds", 0.0),
               playback.value("device", std::string()).c_str());
  if (underruns > 0) {
    std::fprintf(stderr,
                 "; %llu gaps, because sound was not made in time: try --buffer 2",
                 static_cast<unsigned long long>(underruns));
  }
  std::fputs("\n", stderr);
  if (all) {
    std::fprintf(
        stderr,
        "first sound after %.3f s, device latency %.1f ms at %d Hz, %llu underruns (the "
        "device's own: %llu)\n",
        playback.value("first_sound_seconds", 0.0),
        playback.value("device_latency_ms", 0.0),
        playback.value("sample_rate", 0),
        static_cast<unsigned long long>(underruns),
        static_cast<unsigned long long>(playback.value("device_underruns", std::uint64_t{0})));
  }
}

void print_frame_times(const nlohmann::json& measured) {
  if (!measured.contains("frame_time_median_ms")) {
    return;
  }
  std::fprintf(stderr, "%s\n", frame_times_text(measured).c_str());
}

}  // namespace melisma::cli
