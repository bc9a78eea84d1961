#include "cli/live_report.h"

#include <cstdio>
#include <iostream>
#include <vector>

#include <nlohmann/json.hpp>

#include "cli/frame_times.h"
#include "cli/quantile.h"

namespace melisma::cli {
namespace {

nlohmann::json to_json(const synth::LatencyMeter::Result& measured) {
  const auto& found = measured.key_to_sound_ms;
  return {{"notes", measured.notes},
          {"found", found.size()},
          {"key_to_sound_p50_ms", quantile(found, .5)},
          {"key_to_sound_p95_ms", quantile(found, .95)},
          {"key_to_sound_max_ms", quantile(found, 1)},
          {"midi_p50_ms", quantile(measured.midi_ms, .5)},
          {"midi_p95_ms", quantile(measured.midi_ms, .95)}};
}

nlohmann::json to_json(const LiveSummary& summary) {
  const synth::LiveReport& engine = summary.engine;
  nlohmann::json json = {{"frames", engine.frames},
                         {"underruns", engine.playback.underruns},
                         {"device_underruns", summary.device_underruns},
                         {"reconnections", summary.reconnections},
                         {"lost_messages", summary.lost_messages},
                         {"margin_ms", engine.margin_ms},
                         {"frame_wait_p95_ms", engine.latency.wait_p95},
                         {"inference_p95_ms", engine.latency.inference_p95},
                         {"buffer_p95_ms", engine.latency.buffer_p95},
                         {"device_latency_ms", summary.device_latency_seconds * 1e3}};
  add_frame_times(json, engine.frame_times);
  if (summary.measured) {
    json["measured"] = to_json(*summary.measured);
  }
  return json;
}

void print_measured(const nlohmann::json& json) {
  const auto& measured = json["measured"];
  std::fprintf(stderr,
               "from key to sound: p50 %.1f, p95 %.1f, longest %.1f ms (%d of %d notes found)\n",
               measured["key_to_sound_p50_ms"].get<double>(),
               measured["key_to_sound_p95_ms"].get<double>(),
               measured["key_to_sound_max_ms"].get<double>(),
               measured["found"].get<int>(),
               measured["notes"].get<int>());
  std::fprintf(stderr,
               "of it, at p95: MIDI %.1f, waiting for a frame %.1f, inference %.1f, buffer %.1f, "
               "device %.1f ms; the rest is the codec's overlap and the attack itself\n",
               measured["midi_p95_ms"].get<double>(),
               json["frame_wait_p95_ms"].get<double>(),
               json["inference_p95_ms"].get<double>(),
               json["buffer_p95_ms"].get<double>(),
               json["device_latency_ms"].get<double>());
}

}  // namespace

void report(const LiveSummary& summary, const LiveOptions& options) {
  const nlohmann::json json = to_json(summary);
  if (options.json) {
    std::cout << json.dump(2) << '\n';
    return;
  }
  if (options.quiet) {
    return;
  }
  std::fprintf(stderr,
               "\r\033[K%lld frames, %llu underruns (the device's own: %llu)\n",
               static_cast<long long>(summary.engine.frames),
               static_cast<unsigned long long>(summary.engine.playback.underruns),
               static_cast<unsigned long long>(summary.device_underruns));
  if (summary.lost_messages > 0) {
    std::fprintf(stderr,
                 "%llu MIDI messages came too fast to be played\n",
                 static_cast<unsigned long long>(summary.lost_messages));
  }
  if (options.stats || summary.measured) {
    std::fprintf(
        stderr, "%s; margin %.1f ms\n", frame_times_text(json).c_str(), summary.engine.margin_ms);
  }
  if (summary.measured) {
    print_measured(json);
  }
}

}  // namespace melisma::cli
