#include "tests/support/tiny_speech_models.h"

#include <cmath>

#include "models/conditioning/phoneme_features.h"
#include "tests/support/random_language_model.h"
#include "tests/support/tiny_codec.h"

namespace melisma::testing {

models::LanguageModelConfig tiny_speech_model_config(const codec::CodecInfo& codec) {
  models::LanguageModelConfig config = tiny_language_model_config();
  config.kind = "speech";
  config.code_sizes.assign(static_cast<std::size_t>(codec.codebooks), codec.codebook_size);
  config.feature_count = models::kPhonemeFeatureCount;
  config.text_vocabulary = 0;
  config.main.cross_attention = false;
  config.frame_rate = codec.frame_rate();
  config.codec_hash = codec.hash;
  return config;
}

models::DurationWeights tiny_duration_weights() {
  models::DurationWeights weights;
  for (const std::string_view name : models::kVoiceNames) {
    const float factor = weights.voices.size() == 1 ? 1.2F : 1.0F;
    weights.voices.emplace_back(name);
    for (int id = 0; id < models::kPhonemeCount; ++id) {
      const float seconds = id == models::kPause ? .16F : models::is_vowel(id) ? .12F : .09F;
      weights.mean.push_back(std::log(seconds * factor));
    }
  }
  weights.trees.depth = 1;
  weights.trees.input = {0};
  weights.trees.threshold = {255};
  weights.trees.value = {0, 0};
  return weights;
}

void write_tiny_durations(const std::filesystem::path& path) {
  const models::DurationWeights weights = tiny_duration_weights();
  models::write_safetensors(
      path, models::tensors_of(weights), models::metadata_of(weights, {{"licence", "none"}}));
}

void write_tiny_speech_models(const std::filesystem::path& folder) {
  const auto codec_file = folder / "codec.safetensors";
  write_tiny_codec(codec_file);
  const auto codec = codec::open_codec(codec_file.string());
  write_random_language_model(
      folder / "speech.safetensors", tiny_speech_model_config(codec->info()), 3);
  write_tiny_durations(folder / "durations.safetensors");
}

}  // namespace melisma::testing
