#include "models/transformer/language_model_presets.h"

namespace melisma::models {
namespace {

constexpr int kTextLayers = 2;

struct Size {
  int width = 0;
  int layers = 0;
  int feed_forward = 0;
};

TransformerConfig transformer(const Size& size, int head_width) {
  return {.width = size.width,
          .layers = size.layers,
          .heads = size.width / head_width,
          .feed_forward = size.feed_forward};
}

LanguageModelConfig base(const LanguageModelInterface& interface,
                         int text_feed_forward,
                         const Size& main,
                         const Size& depth) {
  LanguageModelConfig config;
  config.code_sizes = interface.code_sizes;
  config.feature_count = interface.feature_count;
  config.text_vocabulary = interface.text_vocabulary;
  config.codec_hash = interface.codec_hash;
  config.text = transformer({main.width, kTextLayers, text_feed_forward}, 64);
  config.text.causal = false;
  config.main = transformer(main, 64);
  config.main.window = 256;
  config.main.cross_attention = interface.text_vocabulary > 0;
  config.depth = transformer(depth, 32);
  config.depth.positions = Positions::kNone;
  return config;
}

}  // namespace

LanguageModelConfig music_language_model(const LanguageModelInterface& interface) {
  LanguageModelConfig config = base(interface, 768, {384, 8, 1024}, {192, 3, 512});
  config.kind = "music";
  config.repeat_gate = true;
  return config;
}

LanguageModelConfig speech_language_model(const LanguageModelInterface& interface) {
  LanguageModelConfig config = base(interface, 512, {256, 5, 704}, {160, 2, 448});
  config.kind = "speech";
  config.text_vocabulary = 0;
  config.main.cross_attention = false;
  return config;
}

LanguageModelConfig planner_language_model(const LanguageModelInterface& interface) {
  LanguageModelConfig config = base(interface, 640, {320, 8, 864}, {160, 2, 448});
  config.kind = "planner";
  config.frame_rate = 0.0;
  config.codec_hash.clear();
  config.conditioner_blocks = 0;
  config.main.window = 1024;
  return config;
}

}  // namespace melisma::models
