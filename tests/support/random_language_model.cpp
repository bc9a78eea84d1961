#include "tests/support/random_language_model.h"

#include <cmath>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "models/checkpoint/safetensors.h"

namespace melisma::testing {
namespace {

using models::LanguageModelConfig;
using models::OwnedTensor;
using models::TransformerConfig;

class Writer {
 public:
  explicit Writer(std::uint64_t seed) : engine_(seed) {}

  void uniform(const std::string& name,
               std::vector<std::int64_t> shape,
               float centre,
               float range) {
    std::int64_t count = 1;
    for (const std::int64_t dimension : shape) {
      count *= dimension;
    }
    std::vector<float> values(static_cast<std::size_t>(count));
    for (float& value : values) {
      // Not std::uniform_real_distribution: its output differs between libraries.
      const double unit = static_cast<double>(engine_() >> 11U) * 0x1p-53;
      value = centre + range * static_cast<float>(2.0 * unit - 1.0);
    }
    tensors_[name] = OwnedTensor::from_floats(values, std::move(shape));
  }

  void linear(const std::string& name, std::int64_t out, std::int64_t in) {
    uniform(name + ".weight", {out, in}, 0.0F, std::sqrt(3.0F / static_cast<float>(in)));
  }
  void table(const std::string& name, std::int64_t rows, std::int64_t width) {
    uniform(name + ".weight", {rows, width}, 0.0F, 1.0F);
  }
  void norm(const std::string& name, const TransformerConfig& config) {
    uniform(name + ".weight", {config.width}, 1.0F, 0.2F);
    if (config.norm == models::Norm::kLayer) {
      uniform(name + ".bias", {config.width}, 0.0F, 0.2F);
    }
  }

  [[nodiscard]] const std::map<std::string, OwnedTensor>& tensors() const { return tensors_; }

 private:
  std::mt19937_64 engine_;
  std::map<std::string, OwnedTensor> tensors_;
};

void write_transformer(Writer& writer, const std::string& name, const TransformerConfig& config) {
  const std::int64_t width = config.width;
  const bool gated = config.feed_forward_kind == models::FeedForward::kSwiGlu;
  for (int layer = 0; layer < config.layers; ++layer) {
    const std::string block = name + ".layers." + std::to_string(layer);
    writer.norm(block + ".attention_norm", config);
    writer.linear(block + ".attention.qkv", 3 * width, width);
    writer.linear(block + ".attention.out", width, width);
    if (config.cross_attention) {
      writer.norm(block + ".cross_norm", config);
      writer.linear(block + ".cross.query", width, width);
      writer.linear(block + ".cross.key_value", 2 * width, width);
      writer.linear(block + ".cross.out", width, width);
    }
    writer.norm(block + ".feed_forward_norm", config);
    writer.linear(block + ".feed_forward.in", (gated ? 2 : 1) * config.feed_forward, width);
    writer.linear(block + ".feed_forward.out", width, config.feed_forward);
  }
  writer.norm(name + ".norm", config);
}

void write_conditioning(Writer& writer, const LanguageModelConfig& config) {
  const std::int64_t width = config.main.width;
  if (config.feature_count > 0) {
    writer.table("features.table", config.feature_count, width);
    for (int i = 0; i < config.conditioner_blocks; ++i) {
      const std::string block = "features.blocks." + std::to_string(i);
      writer.uniform(
          block + ".depthwise.weight", {width, 1, config.conditioner_kernel}, 0.0F, 0.5F);
      writer.uniform(block + ".depthwise.bias", {width}, 0.0F, 0.1F);
      writer.linear(block + ".pointwise", width, width);
      writer.uniform(block + ".pointwise.bias", {width}, 0.0F, 0.1F);
    }
  }
  if (config.text_vocabulary > 0) {
    writer.table("text.embedding", config.text_vocabulary, width);
    write_transformer(writer, "text", config.text);
  }
}

void write_depth(Writer& writer, const LanguageModelConfig& config) {
  const std::int64_t width = config.depth.width;
  writer.linear("depth_input", width, config.main.width);
  writer.uniform("depth_position", {config.codebooks(), width}, 0.0F, 0.5F);
  write_transformer(writer, "depth", config.depth);
  for (int k = 0; k < config.codebooks(); ++k) {
    const std::int64_t size = config.code_sizes[static_cast<std::size_t>(k)];
    if (k + 1 < config.codebooks()) {
      writer.table("depth_codes." + std::to_string(k), size, width);
    }
    writer.linear("heads." + std::to_string(k), size, width);
  }
  if (config.repeat_gate) {
    writer.uniform("repeat.weight", {config.codebooks(), width}, 0.0F, 1.0F);
    writer.uniform("repeat.bias", {config.codebooks()}, 0.5F, 1.0F);
  }
}

}  // namespace

LanguageModelConfig tiny_language_model_config() {
  LanguageModelConfig config;
  config.code_sizes = {11, 13, 7};
  config.feature_count = 17;
  config.conditioner_kernel = 3;
  config.text_vocabulary = 19;
  config.text = {.width = 24, .layers = 2, .heads = 2, .feed_forward = 20, .causal = false};
  config.main = {.width = 24,
                 .layers = 2,
                 .heads = 3,
                 .feed_forward = 40,
                 .window = 8,
                 .cross_attention = true};
  config.depth = {.width = 20,
                  .layers = 2,
                  .heads = 2,
                  .feed_forward = 36,
                  .positions = models::Positions::kNone};
  config.repeat_gate = true;
  config.codec_hash = "none";
  return config;
}

void write_random_language_model(const std::filesystem::path& path,
                                 const LanguageModelConfig& config,
                                 std::uint64_t seed) {
  models::validate(config);
  Writer writer(seed);
  const std::int64_t width = config.main.width;
  writer.uniform("start", {width}, 0.0F, 1.0F);
  for (int k = 0; k < config.codebooks(); ++k) {
    writer.table(
        "codes." + std::to_string(k), config.code_sizes[static_cast<std::size_t>(k)], width);
  }
  write_conditioning(writer, config);
  write_transformer(writer, "main", config.main);
  write_depth(writer, config);
  models::write_safetensors(path,
                            writer.tensors(),
                            {{"format", "melisma/1"},
                             {"kind", "language_model"},
                             {"config", models::to_json(config)},
                             {"licence", "none: random test weights"},
                             {"provenance", "seed " + std::to_string(seed)}});
}

}  // namespace melisma::testing
