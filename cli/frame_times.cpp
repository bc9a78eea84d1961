#include "cli/frame_times.h"

#include <array>
#include <cstdio>

namespace melisma::cli {

void add_frame_times(nlohmann::json& report, const synth::FrameTimes& times) {
  report["frame_time_median_ms"] = times.median_ms;
  report["frame_time_p95_ms"] = times.p95_ms;
  report["frame_time_p99_ms"] = times.p99_ms;
  report["frame_time_max_ms"] = times.max_ms;
}

std::string frame_times_text(const nlohmann::json& report) {
  std::array<char, 120> text{};
  std::snprintf(text.data(),
                text.size(),
                "frame times: p50 %.1f, p95 %.1f, p99 %.1f, longest %.1f ms",
                report.value("frame_time_median_ms", 0.0),
                report.value("frame_time_p95_ms", 0.0),
                report.value("frame_time_p99_ms", 0.0),
                report.value("frame_time_max_ms", 0.0));
  return text.data();
}

}  // namespace melisma::cli
