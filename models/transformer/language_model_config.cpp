#include "models/transformer/language_model_config.h"

#include <cmath>
#include <cstdint>

#include "audio/error.h"

namespace melisma::models {
namespace {

// Caps that no sensible model reaches; they bound what a hostile file can make us allocate.
constexpr int kMaxWidth = 8192;
constexpr int kMaxLayers = 128;
constexpr int kMaxFeedForward = 65'536;
constexpr int kMaxWindow = 65'536;
constexpr std::int64_t kMaxCache = std::int64_t{1} << 28;  // window * width * layers
constexpr int kMaxCodebooks = 64;
constexpr int kMaxTable = 1 << 20;

void fail(const std::string& field, const std::string& found, const std::string& wanted) {
  throw ConfigError("language model configuration: " + field + " is " + found + ", wanted " +
                    wanted + ". Correct the configuration.");
}

void check_range(const std::string& field, int value, int low, int high) {
  if (value < low || value > high) {
    fail(field, std::to_string(value), std::to_string(low) + " to " + std::to_string(high));
  }
}

void check_range(const std::string& field, double value, double low, double high) {
  if (!(value >= low && value <= high)) {
    fail(field, std::to_string(value), std::to_string(low) + " to " + std::to_string(high));
  }
}

void check_flag(const std::string& field, bool value, bool wanted) {
  if (value != wanted) {
    fail(field, value ? "true" : "false", wanted ? "true" : "false");
  }
}

void check_transformer(const std::string& name, const TransformerConfig& config) {
  check_range(name + ".width", config.width, 1, kMaxWidth);
  check_range(name + ".layers", config.layers, 1, kMaxLayers);
  check_range(name + ".heads", config.heads, 1, config.width);
  check_range(name + ".feed_forward", config.feed_forward, 1, kMaxFeedForward);
  check_range(name + ".window", config.window, 0, kMaxWindow);
  if (config.width % config.heads != 0) {
    fail(name + ".heads",
         std::to_string(config.heads),
         "a divisor of the width " + std::to_string(config.width));
  }
  if (config.positions == Positions::kRotary && config.width / config.heads % 2 != 0) {
    fail(name + ".width / heads",
         std::to_string(config.width / config.heads),
         "an even number for rotary positions");
  }
  if (config.positions == Positions::kSinusoidal && (config.width % 2 != 0 || config.width < 4)) {
    fail(name + ".width",
         std::to_string(config.width),
         "an even number of at least 4 for sinusoidal positions");
  }
  const std::int64_t cache = std::int64_t{config.window} * config.width * config.layers;
  if (cache > kMaxCache) {
    fail(name + ".window * width * layers",
         std::to_string(cache),
         "at most " + std::to_string(kMaxCache));
  }
  check_range(name + ".norm_epsilon", double{config.norm_epsilon}, 1e-12, 1.0);
  check_range(name + ".rotary_base", double{config.rotary_base}, 1.0, 1e9);
}

void check_codes(const LanguageModelConfig& config) {
  check_range("the number of codebooks", config.codebooks(), 1, kMaxCodebooks);
  for (int k = 0; k < config.codebooks(); ++k) {
    check_range("code_sizes[" + std::to_string(k) + "]",
                config.code_sizes[static_cast<std::size_t>(k)],
                1,
                65'536);
  }
}

}  // namespace

void validate(const LanguageModelConfig& config) {
  if (config.kind != "music" && config.kind != "speech" && config.kind != "planner") {
    std::string found = "'";
    found.append(config.kind, 0, 40).append("'");
    fail("kind", found, "'music', 'speech' or 'planner'");
  }
  check_codes(config);
  check_range("feature_count", config.feature_count, 0, kMaxTable);
  check_range("conditioner_kernel", config.conditioner_kernel, 1, 256);
  check_range("conditioner_blocks", config.conditioner_blocks, 0, 64);
  check_range("text_vocabulary", config.text_vocabulary, 0, kMaxTable);
  check_range("frame_rate", config.frame_rate, 0.0, 1000.0);
  check_transformer("main", config.main);
  check_transformer("depth", config.depth);
  check_flag("main.causal", config.main.causal, true);
  check_flag("depth.causal", config.depth.causal, true);
  check_flag("depth.cross_attention", config.depth.cross_attention, false);
  check_flag("main.cross_attention", config.main.cross_attention, config.text_vocabulary > 0);
  if (config.text_vocabulary > 0) {
    check_transformer("text", config.text);
    check_flag("text.causal", config.text.causal, false);
    check_flag("text.cross_attention", config.text.cross_attention, false);
    check_range("text.width", config.text.width, config.main.width, config.main.width);
    check_range("text.window", config.text.window, 0, 0);
  }
}

}  // namespace melisma::models
