#include "tests/support/musicgen_tensors.h"

#include <vector>

namespace melisma::testing {
namespace {

using models::OwnedTensor;

OwnedTensor stacked(const models::SafetensorsFile& file, const std::vector<std::string>& names) {
  std::vector<float> values;
  std::vector<std::int64_t> shape;
  for (const std::string& name : names) {
    const models::TensorView& view = file.tensor(name);
    const auto floats = view.to_floats();
    values.insert(values.end(), floats.begin(), floats.end());
    if (shape.empty()) {
      shape = view.shape;
    } else {
      shape[0] += view.shape[0];
    }
  }
  return OwnedTensor::from_floats(values, shape);
}

}  // namespace

std::map<std::string, OwnedTensor> musicgen_decoder_tensors(
    const models::SafetensorsFile& file, const models::DelayLanguageModelConfig& config) {
  std::map<std::string, OwnedTensor> tensors;
  const std::string decoder = "decoder.model.decoder.";
  const auto norm = [&](const std::string& to, const std::string& from) {
    tensors[to + ".weight"] = stacked(file, {from + ".weight"});
    tensors[to + ".bias"] = stacked(file, {from + ".bias"});
  };
  for (int k = 0; k < config.codebooks; ++k) {
    const std::string index = std::to_string(k) + ".weight";
    tensors["codes." + index] = stacked(file, {decoder + "embed_tokens." + index});
    tensors["heads." + index] = stacked(file, {"decoder.lm_heads." + index});
  }
  for (int layer = 0; layer < config.main.layers; ++layer) {
    const std::string from = decoder + "layers." + std::to_string(layer) + ".";
    const std::string to = "main.layers." + std::to_string(layer) + ".";
    const std::string self = from + "self_attn.";
    const std::string cross = from + "encoder_attn.";
    tensors[to + "attention.qkv.weight"] =
        stacked(file, {self + "q_proj.weight", self + "k_proj.weight", self + "v_proj.weight"});
    tensors[to + "attention.out.weight"] = stacked(file, {self + "out_proj.weight"});
    tensors[to + "cross.query.weight"] = stacked(file, {cross + "q_proj.weight"});
    tensors[to + "cross.key_value.weight"] =
        stacked(file, {cross + "k_proj.weight", cross + "v_proj.weight"});
    tensors[to + "cross.out.weight"] = stacked(file, {cross + "out_proj.weight"});
    tensors[to + "feed_forward.in.weight"] = stacked(file, {from + "fc1.weight"});
    tensors[to + "feed_forward.out.weight"] = stacked(file, {from + "fc2.weight"});
    norm(to + "attention_norm", from + "self_attn_layer_norm");
    norm(to + "cross_norm", from + "encoder_attn_layer_norm");
    norm(to + "feed_forward_norm", from + "final_layer_norm");
  }
  norm("main.norm", decoder + "layer_norm");
  return tensors;
}

}  // namespace melisma::testing
