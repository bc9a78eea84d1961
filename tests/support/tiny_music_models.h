#pragma once

#include <cstdint>
#include <filesystem>

#include "codec/codec.h"
#include "models/transformer/language_model_config.h"

namespace melisma::testing {

/// A very small music model's configuration, for a codec like `codec`: score features, captions, a
/// window that short pieces run past.
models::LanguageModelConfig tiny_music_model_config(const codec::CodecInfo& codec);

/// A very small planner's configuration.
models::LanguageModelConfig tiny_planner_config();

/// Fills a folder with a tiny codec "codec", and with random weights "music", "speech" (both for
/// that codec), "planner" and "stray" (a music model of another codec): what MELISMA_MODELS may
/// point to.
void write_tiny_models(const std::filesystem::path& folder);

}  // namespace melisma::testing
