#pragma once

#include <nlohmann/json.hpp>

namespace melisma::cli {

/// Speaks a paragraph, and renders a short score, with the bundled models on one thread:
/// "ms_p50", "ms_p95", "ms_p99", "ms_max" a frame, "real_time_factor", "first_sound_ms" (models
/// loaded), "bytes" of weights a frame, "resident_mb".
nlohmann::json bench_speech();
nlohmann::json bench_music();

/// Milliseconds from starting this program anew to the first sample of `melisma speak`: the median
/// of several starts. Throws Error when the program cannot be started.
double speak_start_ms();

/// Times real time that the music codec takes 10 seconds of sound in and gives them back, on one
/// thread: "encode_times", "decode_times", "both_times".
nlohmann::json bench_codec();

}  // namespace melisma::cli
