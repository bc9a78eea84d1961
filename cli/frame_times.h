#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "synth/frame_time_histogram.h"

namespace melisma::cli {

/// Adds "frame_time_median_ms", "frame_time_p95_ms", "frame_time_p99_ms" and "frame_time_max_ms".
void add_frame_times(nlohmann::json& report, const synth::FrameTimes& times);
/// "frame times: p50 4.1, …", without an end of line.
std::string frame_times_text(const nlohmann::json& report);

}  // namespace melisma::cli
