#pragma once

#include <nlohmann/json.hpp>

#include "models/kernels/matrix.h"

namespace melisma::cli {

/// Steps of a model of MusicGen-small's shape with random weights, guided (two columns), its cache
/// filled with `cache_frames` frames first. "weights", "threads", "cache_frames", time_quantiles,
/// "bytes" a step, "gb_s", "real_time_factor" at 50 frames a second, "resident_mb",
/// "first_steps_ms" (with an empty cache). `beside_libtorch`: also "libtorch_ms", the median step
/// of the same model in LibTorch, in float32, with one thread or all, whichever is faster. Throws
/// Error where the LibTorch module is missing.
nlohmann::json bench_musicgen(models::WeightType type,
                              int threads,
                              int cache_frames,
                              bool beside_libtorch);

}  // namespace melisma::cli
