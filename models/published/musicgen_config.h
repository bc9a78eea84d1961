#pragma once

#include "models/published/encodec_config.h"
#include "models/published/t5_config.h"
#include "models/transformer/delay_language_model.h"

namespace melisma::models {

/// MusicGen (Copet et al. 2023, arXiv 2306.05284), from the `config.json` of a published
/// checkpoint.
struct MusicgenConfig {
  T5Config text;
  EncodecConfig audio;  // mono; stereo models decode each channel by it
  DelayLanguageModelConfig decoder;
  int chroma = 0;         // classes of a melody's frames; 0 = the model takes no melody
  int chroma_frames = 0;  // that a melody is lengthened or cut to

  /// Where it is not so, text states are the decoder's memory as they are.
  [[nodiscard]] bool projects_text() const { return text.width != decoder.main.width; }
};

/// Throws CheckpointError that names the member and what was wanted.
MusicgenConfig read_musicgen_config(const ConfigJson& json);

}  // namespace melisma::models
