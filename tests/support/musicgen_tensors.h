#pragma once

#include <map>
#include <string>

#include "models/checkpoint/safetensors.h"
#include "models/transformer/delay_language_model.h"

namespace melisma::testing {

/// The decoder of a MusicGen checkpoint in the published layout, by our names.
std::map<std::string, models::OwnedTensor> musicgen_decoder_tensors(
    const models::SafetensorsFile& file, const models::DelayLanguageModelConfig& config);

}  // namespace melisma::testing
