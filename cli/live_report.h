#pragma once

#include <cstdint>
#include <optional>

#include "cli/live_options.h"
#include "synth/io/latency_meter.h"
#include "synth/live_engine.h"

namespace melisma::cli {

/// What a live performance measured of itself.
struct LiveSummary {
  synth::LiveReport engine;
  double device_latency_seconds = 0;
  std::uint64_t device_underruns = 0;
  int reconnections = 0;
  std::uint64_t lost_messages = 0;  // MIDI that came too fast
  std::optional<synth::LatencyMeter::Result> measured;
};

/// On standard error, or as JSON on standard output.
void report(const LiveSummary& summary, const LiveOptions& options);

}  // namespace melisma::cli
