#pragma once

#include <filesystem>

#include "codec/codec.h"
#include "models/text/duration_model.h"
#include "models/transformer/language_model_config.h"

namespace melisma::testing {

/// A very small speech model's configuration, for a codec like `codec`; its window is shorter than
/// most sentences.
models::LanguageModelConfig tiny_speech_model_config(const codec::CodecInfo& codec);

/// Durations of the three voices: every phoneme lasts 0.09 s, vowels 0.12 s, pauses 0.16 s; the
/// second voice 1.2 times as long.
models::DurationWeights tiny_duration_weights();
void write_tiny_durations(const std::filesystem::path& path);

/// Fills a folder with a tiny codec "codec", a random "speech" model for it and "durations".
void write_tiny_speech_models(const std::filesystem::path& folder);

}  // namespace melisma::testing
