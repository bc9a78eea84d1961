#include "models/transformer/language_model_presets.h"

namespace melisma::models {
namespace {

LanguageModelConfig base(const LanguageModelInterface& interface) {
  LanguageModelConfig config;
  config.code_sizes = interface.code_sizes;
  config.feature_count = interface.feature_count;
  config.text_vocabulary = interface.text_vocabulary;
  config.codec_hash = interface.codec_hash;
  config.text = {.width = 256, .layers = 2, .heads = 4, .feed_forward = 512, .causal = false};
  config.main = {.width = 256,
                 .layers = 6,
                 .heads = 4,
                 .feed_forward = 704,
                 .window = 256,
                 .cross_attention = interface.text_vocabulary > 0};
  config.depth = {
      .width = 160, .layers = 2, .heads = 5, .feed_forward = 448, .positions = Positions::kNone};
  return config;
}

}  // namespace

LanguageModelConfig music_language_model(const LanguageModelInterface& interface) {
  LanguageModelConfig config = base(interface);
  config.kind = "music";
  config.repeat_gate = true;
  config.text.width = 384;
  config.text.heads = 6;
  config.text.feed_forward = 768;
  config.main.width = 384;
  config.main.layers = 8;
  config.main.heads = 6;
  config.main.feed_forward = 1024;
  config.depth.width = 192;
  config.depth.layers = 3;
  config.depth.heads = 6;
  config.depth.feed_forward = 512;
  return config;
}

LanguageModelConfig speech_language_model(const LanguageModelInterface& interface) {
  LanguageModelConfig config = base(interface);
  config.kind = "speech";
  config.text_vocabulary = 0;
  config.main.layers = 5;
  config.main.cross_attention = false;
  return config;
}

LanguageModelConfig planner_language_model(const LanguageModelInterface& interface) {
  LanguageModelConfig config = base(interface);
  config.kind = "planner";
  config.frame_rate = 0.0;
  config.codec_hash.clear();
  config.conditioner_blocks = 0;
  config.text.width = 320;
  config.text.heads = 5;
  config.text.feed_forward = 640;
  config.main.width = 320;
  config.main.layers = 8;
  config.main.heads = 5;
  config.main.feed_forward = 864;
  config.main.window = 1024;
  return config;
}

}  // namespace melisma::models
