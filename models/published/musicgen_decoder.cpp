#include "models/published/musicgen_decoder.h"

#include <string>
#include <utility>
#include <vector>

#include "models/checkpoint/block_quantization.h"
#include "models/checkpoint/safetensors.h"

namespace melisma::models {
namespace {

const std::string kDecoder = "model.decoder.";

/// Reads by published names, keeps by ours.
class Renaming {
 public:
  Renaming(const TensorSet& published, WeightType type) : reader_(published), type_(type) {}

  /// Stacks matrices [rows, columns] on each other.
  void matrix(const std::string& name,
              const std::vector<std::string>& published,
              std::int64_t rows,
              std::int64_t columns,
              WeightType type) {
    std::vector<float> values;
    for (const std::string& from : published) {
      const auto part = reader_.floats(from + ".weight", {rows, columns});
      values.insert(values.end(), part.begin(), part.end());
    }
    keep(name + ".weight",
         values,
         {static_cast<std::int64_t>(published.size()) * rows, columns},
         type);
  }
  void layer(const std::string& name,
             const std::vector<std::string>& published,
             std::int64_t rows,
             std::int64_t columns) {
    matrix(name, published, rows, columns, type_);
  }
  /// A table or a head.
  void table(const std::string& name,
             const std::string& published,
             std::int64_t rows,
             std::int64_t columns) {
    const WeightType type = type_ == WeightType::kI4 ? WeightType::kI8 : type_;
    matrix(name, {published}, rows, columns, type);
  }
  void norm(const std::string& name, const std::string& published, std::int64_t width) {
    for (const char* part : {".weight", ".bias"}) {
      keep(name + part, reader_.floats(published + part, {width}), {width}, WeightType::kF32);
    }
  }
  void ignore(const std::string& published) { reader_.ignore(published); }

  std::map<std::string, OwnedTensor> finish() {
    reader_.finish();
    return std::move(tensors_);
  }

 private:
  void keep(const std::string& name,
            const std::vector<float>& values,
            const std::vector<std::int64_t>& shape,
            WeightType type) {
    const bool codes = type == WeightType::kI8 || type == WeightType::kI4;
    if (codes && is_quantizable(shape)) {
      QuantizedTensor quantized = quantize(values, shape, type);
      tensors_[name] = std::move(quantized.codes);
      tensors_[name + kScalesSuffix] = std::move(quantized.scales);
    } else {
      tensors_[name] = OwnedTensor::from_floats(
          values, shape, type == WeightType::kF16 ? DataType::kF16 : DataType::kF32);
    }
  }

  TensorReader reader_;
  WeightType type_;
  std::map<std::string, OwnedTensor> tensors_;
};

void rename_layer(Renaming& renaming, int index, const TransformerConfig& config) {
  const std::int64_t width = config.width;
  const std::string from = kDecoder + "layers." + std::to_string(index) + ".";
  const std::string to = "main.layers." + std::to_string(index) + ".";
  const std::string self = from + "self_attn.";
  renaming.layer(
      to + "attention.qkv", {self + "q_proj", self + "k_proj", self + "v_proj"}, width, width);
  renaming.layer(to + "attention.out", {self + "out_proj"}, width, width);
  renaming.norm(to + "attention_norm", from + "self_attn_layer_norm", width);
  if (config.cross_attention) {
    const std::string cross = from + "encoder_attn.";
    renaming.layer(to + "cross.query", {cross + "q_proj"}, width, width);
    renaming.layer(to + "cross.key_value", {cross + "k_proj", cross + "v_proj"}, width, width);
    renaming.layer(to + "cross.out", {cross + "out_proj"}, width, width);
    renaming.norm(to + "cross_norm", from + "encoder_attn_layer_norm", width);
  }
  renaming.layer(to + "feed_forward.in", {from + "fc1"}, config.feed_forward, width);
  renaming.layer(to + "feed_forward.out", {from + "fc2"}, width, config.feed_forward);
  renaming.norm(to + "feed_forward_norm", from + "final_layer_norm", width);
}

}  // namespace

TensorSet musicgen_decoder_tensors(const TensorSet& published,
                                   const DelayLanguageModelConfig& config,
                                   WeightType type) {
  if (published.tensors.contains("main.norm.weight")) {
    return published;
  }
  Renaming renaming(published, type);
  const std::int64_t width = config.main.width;
  renaming.ignore(kDecoder + "embed_positions.weights");  // a constant, which the model computes
  for (int k = 0; k < config.codebooks; ++k) {
    const std::string index = std::to_string(k);
    renaming.table(
        "codes." + index, kDecoder + "embed_tokens." + index, config.code_size + 1, width);
    renaming.table("heads." + index, "lm_heads." + index, config.code_size, width);
  }
  for (int layer = 0; layer < config.main.layers; ++layer) {
    rename_layer(renaming, layer, config.main);
  }
  renaming.norm("main.norm", kDecoder + "layer_norm", width);
  return tensor_set_of(renaming.finish(), published.name);
}

}  // namespace melisma::models
