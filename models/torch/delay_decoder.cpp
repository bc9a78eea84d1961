#include "models/torch/delay_decoder.h"

#include <chrono>
#include <cmath>
#include <string>

#include "models/checkpoint/safetensors.h"
#include "models/torch/tensor_reading.h"

namespace melisma::models {
namespace {

void read_norm(TensorReader& reader,
               const std::string& name,
               std::int64_t width,
               at::Tensor (&weights)[2]) {
  weights[0] = read_tensor(reader, name + ".weight", {width});
  weights[1] = read_tensor(reader, name + ".bias", {width});
}

}  // namespace

DelayDecoder::DelayDecoder(const DelayReferenceRun& run, std::int64_t capacity)
    : config_(run.config.main), columns_(run.columns) {
  TensorReader reader(run.tensors);
  const std::int64_t width = config_.width;
  for (int k = 0; k < run.config.codebooks; ++k) {
    const std::string name = std::to_string(k) + ".weight";
    codes_.push_back(read_tensor(reader, "codes." + name, {run.config.code_size + 1, width}));
    code_heads_.push_back(read_tensor(reader, "heads." + name, {run.config.code_size, width}));
  }
  for (int i = 0; i < config_.layers; ++i) {
    const std::string name = "main.layers." + std::to_string(i) + ".";
    Layer layer;
    read_norm(reader, name + "attention_norm", width, layer.attention_norm);
    read_norm(reader, name + "cross_norm", width, layer.cross_norm);
    read_norm(reader, name + "feed_forward_norm", width, layer.feed_forward_norm);
    layer.qkv = read_tensor(reader, name + "attention.qkv.weight", {3 * width, width});
    layer.out = read_tensor(reader, name + "attention.out.weight", {width, width});
    layer.cross_query = read_tensor(reader, name + "cross.query.weight", {width, width});
    layer.cross_key_value =
        read_tensor(reader, name + "cross.key_value.weight", {2 * width, width});
    layer.cross_out = read_tensor(reader, name + "cross.out.weight", {width, width});
    layer.in = read_tensor(reader, name + "feed_forward.in.weight", {config_.feed_forward, width});
    layer.down =
        read_tensor(reader, name + "feed_forward.out.weight", {width, config_.feed_forward});
    layer.keys = at::zeros({columns_, config_.heads, capacity, width / config_.heads});
    layer.values = at::zeros_like(layer.keys);
    layers_.push_back(std::move(layer));
  }
  read_norm(reader, "main.norm", width, final_norm_);
  reader.finish();
  set_memory(at::zeros({1, width}));
}

at::Tensor DelayDecoder::norm(const at::Tensor& x, const at::Tensor (&weights)[2]) const {
  return at::layer_norm(
      x, {config_.width}, weights[0], weights[1], static_cast<double>(config_.norm_epsilon));
}

at::Tensor DelayDecoder::heads(const at::Tensor& x) const {
  return x.view({x.size(0), -1, config_.heads, config_.width / config_.heads}).transpose(1, 2);
}

at::Tensor DelayDecoder::attend(const at::Tensor& query,
                                const at::Tensor& keys,
                                const at::Tensor& values) const {
  const double scale = 1 / std::sqrt(static_cast<double>(query.size(3)));
  const at::Tensor scores = at::matmul(query * scale, keys.transpose(2, 3));
  const at::Tensor mixed = at::matmul(at::softmax(scores, -1), values);
  return mixed.transpose(1, 2).reshape({query.size(0), config_.width});
}

at::Tensor DelayDecoder::position_vector() const {
  const std::int64_t half = config_.width / 2;
  const at::Tensor share = at::arange(half, at::kDouble) / static_cast<double>(half - 1);
  const at::Tensor angle =
      static_cast<double>(position_) * at::pow(double{config_.rotary_base}, -share);
  return at::cat({angle.cos(), angle.sin()}).to(at::kFloat);
}

void DelayDecoder::set_memory(const at::Tensor& memory) {
  const at::Tensor batch = memory.unsqueeze(0).expand({columns_, -1, -1});
  for (Layer& layer : layers_) {
    const auto parts = at::linear(batch, layer.cross_key_value).chunk(2, -1);
    layer.cross_keys = heads(parts[0].contiguous()).contiguous();
    layer.cross_values = heads(parts[1].contiguous()).contiguous();
  }
}

void DelayDecoder::pretend_steps(std::int64_t steps) {
  for (Layer& layer : layers_) {
    layer.keys.normal_();
    layer.values.normal_();
  }
  position_ = steps;
}

at::Tensor DelayDecoder::step(const std::vector<std::int64_t>& ids) {
  at::Tensor embedded = position_vector();
  for (std::size_t k = 0; k < ids.size(); ++k) {
    embedded = embedded + codes_[k][ids[k]];
  }
  at::Tensor x = embedded.expand({columns_, config_.width});
  for (Layer& layer : layers_) {
    const auto qkv = at::linear(norm(x, layer.attention_norm), layer.qkv).chunk(3, -1);
    layer.keys.select(2, position_).copy_(heads(qkv[1].contiguous()).squeeze(2));
    layer.values.select(2, position_).copy_(heads(qkv[2].contiguous()).squeeze(2));
    x = x + at::linear(attend(heads(qkv[0].contiguous()),
                              layer.keys.narrow(2, 0, position_ + 1),
                              layer.values.narrow(2, 0, position_ + 1)),
                       layer.out);
    const at::Tensor query = at::linear(norm(x, layer.cross_norm), layer.cross_query);
    x = x + at::linear(attend(heads(query), layer.cross_keys, layer.cross_values), layer.cross_out);
    x = x +
        at::linear(at::gelu(at::linear(norm(x, layer.feed_forward_norm), layer.in)), layer.down);
  }
  x = norm(x, final_norm_);
  ++position_;
  std::vector<at::Tensor> logits;
  for (const at::Tensor& head : code_heads_) {
    logits.push_back(at::linear(x, head));
  }
  return at::stack(logits);
}

namespace {

class Implementation : public DelayReference {
 public:
  std::vector<float> logits(const DelayReferenceRun& run,
                            const std::vector<std::int32_t>& ids,
                            const std::vector<float>& memory) override {
    const at::NoGradGuard no_grad;
    at::set_num_threads(run.threads);
    const auto books = static_cast<std::size_t>(run.config.codebooks);
    DelayDecoder decoder(run, static_cast<std::int64_t>(ids.size() / books));
    const std::int64_t width = run.config.main.width;
    auto copy = memory;
    decoder.set_memory(
        torch::from_blob(copy.data(), {static_cast<std::int64_t>(copy.size()) / width, width})
            .clone());
    std::vector<float> result;
    for (std::size_t at = 0; at < ids.size(); at += books) {
      const auto begin = ids.begin() + static_cast<std::ptrdiff_t>(at);
      const at::Tensor step =
          decoder.step({begin, begin + static_cast<std::ptrdiff_t>(books)}).contiguous();
      result.insert(result.end(), step.data_ptr<float>(), step.data_ptr<float>() + step.numel());
    }
    return result;
  }

  std::vector<double> time_steps(const DelayReferenceRun& run, int cached, int steps) override {
    const at::NoGradGuard no_grad;
    at::set_num_threads(run.threads);
    DelayDecoder decoder(run, cached + steps + 1);
    decoder.pretend_steps(cached);
    const std::vector<std::int64_t> ids(static_cast<std::size_t>(run.config.codebooks), 1);
    decoder.step(ids);
    std::vector<double> seconds;
    for (int i = 0; i < steps; ++i) {
      const auto begin = std::chrono::steady_clock::now();
      decoder.step(ids);
      seconds.push_back(
          std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    }
    return seconds;
  }
};

}  // namespace
}  // namespace melisma::models

extern "C" __attribute__((visibility("default"))) melisma::models::DelayReference*
melisma_torch_delay_reference() {
  static melisma::models::Implementation implementation;
  return &implementation;
}
