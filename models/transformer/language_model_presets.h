#pragma once

#include <string>
#include <vector>

#include "models/transformer/language_model_config.h"

namespace melisma::models {

/// What a preset cannot know: it belongs to the conditioner's layout, the vocabulary and the codec.
struct LanguageModelInterface {
  std::vector<int> code_sizes;  // K entries
  int feature_count = 0;
  int text_vocabulary = 0;  // ignored by the speech preset, which has no text encoder
  std::string codec_hash;
};

/// Score features and a caption -> codec frames. 31.6 M parameters.
LanguageModelConfig music_language_model(const LanguageModelInterface& interface);
/// Phoneme features -> codec frames; no caption. 9.6 M parameters.
LanguageModelConfig speech_language_model(const LanguageModelInterface& interface);
/// Caption -> score events, 17.5 M parameters; its window of 1,024 events spans a whole short piece.
LanguageModelConfig planner_language_model(const LanguageModelInterface& interface);

}  // namespace melisma::models
