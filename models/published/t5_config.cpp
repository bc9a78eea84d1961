#include "models/published/t5_config.h"

#include <string>

#include "audio/error.h"

namespace melisma::models {
namespace {

constexpr int kMostWidth = 1 << 16;

}  // namespace

T5Config read_t5_config(const ConfigJson& json) {
  T5Config config;
  config.width = json.integer("d_model", 1, kMostWidth);
  config.head_width = json.integer("d_kv", 1, 4096);
  config.feed_forward = json.integer("d_ff", 1, kMostWidth);
  config.layers = json.integer("num_layers", 1, 256);
  config.heads = json.integer("num_heads", 1, 1024);
  config.buckets = json.integer("relative_attention_num_buckets", 4, 1024);
  config.most_distance = json.integer("relative_attention_max_distance", 4, 1 << 20);
  config.vocabulary = json.integer("vocab_size", 4, 1 << 22);
  config.norm_epsilon = json.real("layer_norm_epsilon", 0, 1);
  const std::string activation = json.text("feed_forward_proj");
  if (activation != "relu" && activation != "gated-gelu") {
    throw CheckpointError(json.name() + ": found feed_forward_proj \"" + activation.substr(0, 40) +
                          "\", wanted relu or gated-gelu.");
  }
  config.gated_gelu = activation == "gated-gelu";
  return config;
}

}  // namespace melisma::models
