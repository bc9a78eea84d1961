// random_musicgen FOLDER: writes a checkpoint of MusicGen-small's shape with random weights
// (binary16, 1.2 GB) in the published layout, with the test tokenizer: what `melisma bench --model
// FOLDER` and `melisma compose --model FOLDER` take, where the real one is not at hand. Its sound
// is noise.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "models/checkpoint/safetensors.h"

namespace {

namespace fs = std::filesystem;
using melisma::models::DataType;
using melisma::models::OwnedTensor;
using Shape = std::vector<std::int64_t>;

class Checkpoint {
 public:
  void add(const std::string& name, const Shape& shape, float scale = 0.03F) {
    std::size_t count = 1;
    for (const std::int64_t size : shape) {
      count *= static_cast<std::size_t>(size);
    }
    std::vector<float> values(count);
    for (float& value : values) {
      value = static_cast<float>(static_cast<std::int32_t>(random_() >> 32U)) * 0x1p-31F * scale;
    }
    tensors_[name] = OwnedTensor::from_floats(values, shape, DataType::kF16);
  }
  void ones(const std::string& name, std::int64_t size) {
    const std::vector<float> values(static_cast<std::size_t>(size), 1.0F);
    tensors_[name] = OwnedTensor::from_floats(values, {size}, DataType::kF16);
  }
  void norm(const std::string& name, std::int64_t width) {
    ones(name + ".weight", width);
    add(name + ".bias", {width}, 0.01F);
  }
  /// A weight-normalised convolution; rows of length `gain`.
  void convolution(const std::string& name, const Shape& shape, std::int64_t out) {
    const std::vector<float> gains(static_cast<std::size_t>(shape[0]), 0.8F);
    tensors_[name + ".conv.weight_g"] =
        OwnedTensor::from_floats(gains, {shape[0], 1, 1}, DataType::kF16);
    add(name + ".conv.weight_v", shape, 1);
    add(name + ".conv.bias", {out}, 0.01F);
  }
  [[nodiscard]] const std::map<std::string, OwnedTensor>& tensors() const { return tensors_; }

 private:
  std::mt19937_64 random_{1};
  std::map<std::string, OwnedTensor> tensors_;
};

constexpr int kLayers = 24;
constexpr std::int64_t kWidth = 1024;
constexpr std::int64_t kInner = 4096;
constexpr int kBooks = 4;
constexpr std::int64_t kCodes = 2048;
constexpr std::int64_t kTextWidth = 768;
constexpr std::int64_t kTextInner = 3072;
constexpr int kTextLayers = 12;
constexpr std::int64_t kVocabulary = 32128;
constexpr std::int64_t kFilters = 64;
constexpr std::int64_t kLatent = 128;
const std::vector<std::int64_t> kRatios{8, 5, 4, 4};

void add_text_encoder(Checkpoint& all) {
  const std::string encoder = "text_encoder.encoder.";
  all.add("text_encoder.shared.weight", {kVocabulary, kTextWidth}, 1);
  for (int i = 0; i < kTextLayers; ++i) {
    const std::string layer = encoder + "block." + std::to_string(i) + ".layer.";
    for (const char* part : {"q", "k", "v", "o"}) {
      all.add(layer + "0.SelfAttention." + part + ".weight", {kTextWidth, kTextWidth});
    }
    if (i == 0) {
      all.add(layer + "0.SelfAttention.relative_attention_bias.weight", {32, 12});
    }
    all.ones(layer + "0.layer_norm.weight", kTextWidth);
    all.add(layer + "1.DenseReluDense.wi.weight", {kTextInner, kTextWidth});
    all.add(layer + "1.DenseReluDense.wo.weight", {kTextWidth, kTextInner});
    all.ones(layer + "1.layer_norm.weight", kTextWidth);
  }
  all.ones(encoder + "final_layer_norm.weight", kTextWidth);
}

void add_lstm(Checkpoint& all, const std::string& name, std::int64_t width) {
  for (const std::string end : {"_l0", "_l1"}) {
    for (const std::string half : {"ih", "hh"}) {
      all.add(name + ".lstm.weight_" + half + end, {4 * width, width}, 0.02F);
      all.add(name + ".lstm.bias_" + half + end, {4 * width}, 0.02F);
    }
  }
}

void add_residual(Checkpoint& all, const std::string& name, std::int64_t width) {
  all.convolution(name + ".block.1", {width / 2, width, 3}, width / 2);
  all.convolution(name + ".block.3", {width, width / 2, 1}, width);
}

void add_audio_encoder(Checkpoint& all) {
  const std::string encoder = "audio_encoder.encoder.layers.";
  const std::string decoder = "audio_encoder.decoder.layers.";
  const auto at = [](const std::string& half, int index) { return half + std::to_string(index); };
  std::int64_t width = kFilters;
  all.convolution(at(encoder, 0), {width, 1, 7}, width);
  int index = 1;
  for (auto ratio = kRatios.rbegin(); ratio != kRatios.rend(); ++ratio, index += 3, width *= 2) {
    add_residual(all, at(encoder, index), width);
    all.convolution(at(encoder, index + 2), {2 * width, width, 2 * *ratio}, 2 * width);
  }
  add_lstm(all, at(encoder, index), width);
  all.convolution(at(encoder, index + 2), {kLatent, width, 7}, kLatent);
  all.convolution(at(decoder, 0), {width, kLatent, 7}, width);
  add_lstm(all, at(decoder, 1), width);
  index = 3;
  for (const std::int64_t ratio : kRatios) {
    all.convolution(at(decoder, index), {width, width / 2, 2 * ratio}, width / 2);
    width /= 2;
    add_residual(all, at(decoder, index + 1), width);
    index += 3;
  }
  all.convolution(at(decoder, index), {1, width, 7}, 1);
  for (int book = 0; book < kBooks; ++book) {
    const std::string name = "audio_encoder.quantizer.layers." + std::to_string(book);
    all.add(name + ".codebook.embed", {kCodes, kLatent}, 1);
  }
}

void add_decoder(Checkpoint& all) {
  const std::string decoder = "decoder.model.decoder.";
  for (int k = 0; k < kBooks; ++k) {
    const std::string index = std::to_string(k) + ".weight";
    all.add(decoder + "embed_tokens." + index, {kCodes + 1, kWidth}, 0.2F);
    all.add("decoder.lm_heads." + index, {kCodes, kWidth}, 0.1F);
  }
  for (int i = 0; i < kLayers; ++i) {
    const std::string layer = decoder + "layers." + std::to_string(i) + ".";
    for (const std::string block : {"self_attn", "encoder_attn"}) {
      for (const char* part : {"q", "k", "v", "out"}) {
        all.add(layer + block + "." + part + "_proj.weight", {kWidth, kWidth});
      }
      all.norm(layer + block + "_layer_norm", kWidth);
    }
    all.add(layer + "fc1.weight", {kInner, kWidth});
    all.add(layer + "fc2.weight", {kWidth, kInner});
    all.norm(layer + "final_layer_norm", kWidth);
  }
  all.norm(decoder + "layer_norm", kWidth);
  all.add("enc_to_dec_proj.weight", {kWidth, kTextWidth});
  all.add("enc_to_dec_proj.bias", {kWidth});
}

/// The test checkpoint's configuration with the sizes of MusicGen-small.
nlohmann::json configuration(const fs::path& tests) {
  std::ifstream stream(tests / "golden/data/musicgen/config.json");
  nlohmann::json config = nlohmann::json::parse(stream);
  config["text_encoder"].update({{"d_model", kTextWidth},
                                 {"d_kv", 64},
                                 {"d_ff", kTextInner},
                                 {"num_layers", kTextLayers},
                                 {"num_heads", 12},
                                 {"vocab_size", kVocabulary}});
  config["audio_encoder"].update({{"num_filters", kFilters},
                                  {"hidden_size", kLatent},
                                  {"codebook_dim", kLatent},
                                  {"codebook_size", kCodes},
                                  {"sampling_rate", 32000},
                                  {"target_bandwidths", {2.2}},
                                  {"upsampling_ratios", kRatios}});
  config["decoder"].update({{"hidden_size", kWidth},
                            {"num_hidden_layers", kLayers},
                            {"num_attention_heads", 16},
                            {"ffn_dim", kInner},
                            {"vocab_size", kCodes},
                            {"pad_token_id", kCodes},
                            {"bos_token_id", kCodes},
                            {"max_position_embeddings", kCodes}});
  return config;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: random_musicgen FOLDER\n", stderr);
    return 2;
  }
  const fs::path folder(argv[1]);
  const fs::path tests(MELISMA_TEST_DATA);
  try {
    fs::create_directories(folder);
    Checkpoint all;
    add_text_encoder(all);
    add_audio_encoder(all);
    add_decoder(all);
    melisma::models::write_safetensors(
        folder / "model.safetensors", all.tensors(), {{"format", "pt"}});
    std::ofstream(folder / "config.json") << configuration(tests).dump(2) << '\n';
    fs::copy_file(tests / "golden/data/t5_tokenizer/spiece.model",
                  folder / "spiece.model",
                  fs::copy_options::overwrite_existing);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "random_musicgen: %s\n", error.what());
    return 1;
  }
  return 0;
}
