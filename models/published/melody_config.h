#pragma once

#include "models/conditioning/melody_chroma.h"
#include "models/published/config_json.h"

namespace melisma::models {

/// From the `preprocessor_config.json` of a MusicGen-melody. Throws CheckpointError that names the
/// member and what was wanted.
MelodyChromaConfig read_melody_config(const ConfigJson& json);

}  // namespace melisma::models
