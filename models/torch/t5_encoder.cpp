#include "models/torch/t5_encoder.h"

#include <cmath>
#include <limits>
#include <string>

#include "audio/error.h"
#include "models/torch/tensor_reading.h"
#include "models/torch_text.h"

namespace melisma::models {

at::Tensor t5_buckets(const at::Tensor& offsets, int buckets, int most_distance) {
  const std::int64_t half = buckets / 2;
  const std::int64_t exact = half / 2;
  const at::Tensor distance = offsets.abs();
  const double scale = static_cast<double>(half - exact) /
                       std::log(static_cast<double>(most_distance) / static_cast<double>(exact));
  const at::Tensor far =
      exact + ((distance.to(at::kFloat) / static_cast<double>(exact)).log() * scale).to(at::kLong);
  const at::Tensor bucket = at::where(distance < exact, distance, far.clamp_max(half - 1));
  return bucket + (offsets > 0).to(at::kLong) * half;
}

T5Encoder::T5Encoder(TensorReader& reader, const T5Config& config) : config_(config) {
  const std::int64_t width = config.width;
  const std::int64_t inner = std::int64_t{config.heads} * config.head_width;
  // One table under two names; a file may have either, or both.
  const std::string shared = "shared.weight";
  const std::string own = "encoder.embed_tokens.weight";
  const std::vector<std::int64_t> table{config.vocabulary, width};
  if (reader.contains(own)) {
    embedding_ = read_tensor(reader, own, table);
  }
  if (!embedding_.defined() || reader.contains(shared)) {
    embedding_ = read_tensor(reader, shared, table);
  }
  for (int i = 0; i < config.layers; ++i) {
    const std::string name = "encoder.block." + std::to_string(i) + ".layer.";
    const std::string attention = name + "0.SelfAttention.";
    const std::string dense = name + "1.DenseReluDense.";
    Block block;
    block.attention_norm = read_tensor(reader, name + "0.layer_norm.weight", {width});
    block.query = read_tensor(reader, attention + "q.weight", {inner, width});
    block.key = read_tensor(reader, attention + "k.weight", {inner, width});
    block.value = read_tensor(reader, attention + "v.weight", {inner, width});
    block.out = read_tensor(reader, attention + "o.weight", {width, inner});
    if (i == 0) {
      distance_bias_ = read_tensor(
          reader, attention + "relative_attention_bias.weight", {config.buckets, config.heads});
    }
    block.feed_forward_norm = read_tensor(reader, name + "1.layer_norm.weight", {width});
    const std::vector<std::int64_t> wide{config.feed_forward, width};
    block.in = read_tensor(reader, dense + (config.gated_gelu ? "wi_0.weight" : "wi.weight"), wide);
    if (config.gated_gelu) {
      block.up = read_tensor(reader, dense + "wi_1.weight", wide);
    }
    block.down = read_tensor(reader, dense + "wo.weight", {width, config.feed_forward});
    blocks_.push_back(std::move(block));
  }
  final_norm_ = read_tensor(reader, "encoder.final_layer_norm.weight", {width});
}

at::Tensor T5Encoder::norm(const at::Tensor& x, const at::Tensor& weight) const {
  return x * at::rsqrt(x.pow(2).mean(-1, true) + config_.norm_epsilon) * weight;
}

at::Tensor T5Encoder::position_bias(std::int64_t length) const {
  const at::Tensor positions = at::arange(length, at::kLong);
  const at::Tensor offsets = positions.unsqueeze(0) - positions.unsqueeze(1);  // [query, key]
  const at::Tensor buckets = t5_buckets(offsets, config_.buckets, config_.most_distance);
  return at::embedding(distance_bias_, buckets).permute({2, 0, 1}).unsqueeze(0);  // [1, H, L, L]
}

at::Tensor T5Encoder::attend(const Block& block,
                             const at::Tensor& x,
                             const at::Tensor& bias) const {
  const auto heads = [&](const at::Tensor& weight) {
    return at::linear(x, weight)
        .view({x.size(0), x.size(1), config_.heads, config_.head_width})
        .transpose(1, 2);
  };
  const at::Tensor scores = at::matmul(heads(block.query), heads(block.key).transpose(2, 3)) + bias;
  const at::Tensor mixed = at::matmul(at::softmax(scores, -1), heads(block.value));
  return at::linear(mixed.transpose(1, 2).reshape({x.size(0), x.size(1), -1}), block.out);
}

at::Tensor T5Encoder::feed_forward(const Block& block, const at::Tensor& x) const {
  const at::Tensor in = at::linear(x, block.in);
  if (config_.gated_gelu) {
    return at::linear(at::gelu(in, "tanh") * at::linear(x, block.up), block.down);
  }
  return at::linear(at::relu(in), block.down);
}

at::Tensor T5Encoder::encode(const at::Tensor& ids, const at::Tensor& marks) const {
  at::Tensor x = at::embedding(embedding_, ids);
  const at::Tensor hidden = (1 - marks.to(at::kFloat)).view({ids.size(0), 1, 1, ids.size(1)}) *
                            std::numeric_limits<float>::lowest();
  const at::Tensor bias = position_bias(ids.size(1)) + hidden;
  for (const Block& block : blocks_) {
    x = x + attend(block, norm(x, block.attention_norm), bias);
    x = x + feed_forward(block, norm(x, block.feed_forward_norm));
  }
  return norm(x, final_norm_);
}

namespace {

class Opened : public T5Model {
 public:
  Opened(TensorReader reader, const T5Config& config)
      : vocabulary_(config.vocabulary), encoder_(reader, config) {
    reader.finish();
  }

  std::vector<float> encode(const TokenBatch& batch) const override {
    const at::NoGradGuard no_grad;
    const at::Tensor states = encoder_
                                  .encode(tensor_of(batch.ids, batch.texts, vocabulary_),
                                          tensor_of(batch.marks, batch.texts, 2))
                                  .contiguous();
    return {states.data_ptr<float>(), states.data_ptr<float>() + states.numel()};
  }

 private:
  static at::Tensor tensor_of(const std::vector<std::int32_t>& values,
                              std::int64_t rows,
                              std::int32_t size) {
    for (const std::int32_t value : values) {
      if (value < 0 || value >= size) {
        throw InputError("token " + std::to_string(value) + " is outside 0 to " +
                         std::to_string(size - 1) + ". The tokenizer is another model's.");
      }
    }
    if (rows < 1 || values.empty() || static_cast<std::int64_t>(values.size()) % rows != 0) {
      throw ShapeError("found " + std::to_string(values.size()) + " tokens in " +
                       std::to_string(rows) + " texts, wanted texts of one length");
    }
    return at::tensor(std::vector<std::int64_t>(values.begin(), values.end())).view({rows, -1});
  }

  std::int32_t vocabulary_;
  T5Encoder encoder_;
};

class Implementation : public T5Torch {
 public:
  std::unique_ptr<T5Model> open(const TensorSet& tensors, const T5Config& config) override {
    return std::make_unique<Opened>(TensorReader(tensors), config);
  }
};

}  // namespace
}  // namespace melisma::models

extern "C" __attribute__((visibility("default"))) melisma::models::T5Torch* melisma_torch_t5() {
  static melisma::models::Implementation implementation;
  return &implementation;
}
