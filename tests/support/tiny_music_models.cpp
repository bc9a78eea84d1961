#include "tests/support/tiny_music_models.h"

#include "models/conditioning/score_feature_layout.h"
#include "models/planner/plan_features.h"
#include "models/planner/score_event_layout.h"
#include "models/text/music_words.h"
#include "tests/support/random_language_model.h"
#include "tests/support/tiny_codec.h"

namespace melisma::testing {

models::LanguageModelConfig tiny_music_model_config(const codec::CodecInfo& codec) {
  models::LanguageModelConfig config = tiny_language_model_config();
  config.kind = "music";
  config.code_sizes.assign(static_cast<std::size_t>(codec.codebooks), codec.codebook_size);
  config.feature_count = models::kScoreFeatureCount;
  config.text_vocabulary = models::kMusicVocabularySize;
  config.frame_rate = codec.frame_rate();
  config.codec_hash = codec.hash;
  return config;
}

models::LanguageModelConfig tiny_planner_config() {
  models::LanguageModelConfig config = tiny_language_model_config();
  config.kind = "planner";
  config.code_sizes.assign(models::kScoreEventSizes.begin(), models::kScoreEventSizes.end());
  config.feature_count = models::kPlanFeatureCount;
  config.text_vocabulary = models::kMusicVocabularySize;
  config.frame_rate = 0;
  config.codec_hash.clear();
  return config;
}

void write_tiny_models(const std::filesystem::path& folder) {
  const std::filesystem::path codec_file = folder / "codec.safetensors";
  write_tiny_codec(codec_file);
  const auto codec = codec::open_codec(codec_file.string());
  auto config = tiny_music_model_config(codec->info());
  write_random_language_model(folder / "music.safetensors", config, 1);
  config.codec_hash = "0123456789abcdef";
  write_random_language_model(folder / "stray.safetensors", config, 2);
  config.codec_hash = codec->info().hash;
  config.kind = "speech";
  write_random_language_model(folder / "speech.safetensors", config, 3);
  write_random_language_model(folder / "planner.safetensors", tiny_planner_config(), 4);
}

}  // namespace melisma::testing
