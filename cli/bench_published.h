#pragma once

#include <filesystem>

#include <nlohmann/json.hpp>

#include "models/kernels/matrix.h"

namespace melisma::cli {

/// A MusicGen checkpoint from text to sound, as `compose` runs it, guided as it asks for: seconds
/// to open it ("open_seconds") and to read a text ("text_seconds"); "first_sound_ms" after that;
/// frames of `seconds` of sound (time_quantiles, decoding included), "real_time_factor" of all of
/// them, "codec_real_time_factor" of its EnCodec alone on one thread, "resident_mb".
nlohmann::json bench_published(const std::filesystem::path& folder,
                               models::WeightType type,
                               int threads,
                               double seconds);

}  // namespace melisma::cli
