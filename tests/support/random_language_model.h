#pragma once

#include <cstdint>
#include <filesystem>

#include "models/transformer/language_model_config.h"

namespace melisma::testing {

/// A very small but complete music model: K = 3 codebooks, features, text, cross-attention, a
/// window that short tests run past.
models::LanguageModelConfig tiny_language_model_config();

/// Writes a valid model file for `config` with seeded random float32 weights, scaled so that
/// activations stay near one. Same config and seed, same bytes.
void write_random_language_model(const std::filesystem::path& path,
                                 const models::LanguageModelConfig& config,
                                 std::uint64_t seed);

}  // namespace melisma::testing
