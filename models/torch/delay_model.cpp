#include "models/torch/delay_model.h"

#include <chrono>
#include <cmath>
#include <limits>
#include <string>

#include "audio/error.h"
#include "models/checkpoint/safetensors.h"
#include "models/torch/tensor_reading.h"
#include "models/torch_delay_model.h"

namespace melisma::models {
namespace {

constexpr float kHidden = -std::numeric_limits<float>::infinity();

/// Float32 tensors of a file, on a device.
class DeviceReader {
 public:
  DeviceReader(TensorReader& reader, torch::Device device) : reader_(reader), device_(device) {}

  at::Tensor operator()(const std::string& name, const std::vector<std::int64_t>& shape) const {
    return read_tensor(reader_, name, shape).to(device_);
  }
  [[nodiscard]] TorchDelayModel::Norm norm(const std::string& name, std::int64_t width) const {
    return {(*this)(name + ".weight", {width}), (*this)(name + ".bias", {width})};
  }

 private:
  TensorReader& reader_;
  torch::Device device_;
};

TorchDelayModel::Layer read_layer(const DeviceReader& read,
                                  const std::string& name,
                                  const TransformerConfig& config) {
  const std::int64_t width = config.width;
  TorchDelayModel::Layer layer;
  layer.attention_norm = read.norm(name + "attention_norm", width);
  layer.feed_forward_norm = read.norm(name + "feed_forward_norm", width);
  layer.qkv = read(name + "attention.qkv.weight", {3 * width, width});
  layer.out = read(name + "attention.out.weight", {width, width});
  if (config.cross_attention) {
    layer.cross_norm = read.norm(name + "cross_norm", width);
    layer.cross_query = read(name + "cross.query.weight", {width, width});
    layer.cross_key_value = read(name + "cross.key_value.weight", {2 * width, width});
    layer.cross_out = read(name + "cross.out.weight", {width, width});
  }
  layer.in = read(name + "feed_forward.in.weight", {config.feed_forward, width});
  layer.down = read(name + "feed_forward.out.weight", {width, config.feed_forward});
  return layer;
}

}  // namespace

TorchDelayModel::TorchDelayModel(const TensorSet& tensors,
                                 const DelayLanguageModelConfig& config,
                                 torch::Device device)
    : config_(config), device_(device) {
  TensorReader reader(tensors);
  const DeviceReader read(reader, device);
  const std::int64_t width = config.main.width;
  for (int k = 0; k < config.codebooks; ++k) {
    const std::string name = std::to_string(k) + ".weight";
    codes_.push_back(read("codes." + name, {config.code_size + 1, width}));
    code_heads_.push_back(read("heads." + name, {config.code_size, width}));
  }
  for (int i = 0; i < config.main.layers; ++i) {
    layers_.push_back(read_layer(read, "main.layers." + std::to_string(i) + ".", config.main));
  }
  final_norm_ = read.norm("main.norm", width);
  reader.finish();
}

std::unique_ptr<DelayStream> TorchDelayModel::open(const DelayStreamShape& shape) const {
  return std::make_unique<TorchDelayStream>(*this, shape);
}

at::Tensor TorchDelayModel::norm(const at::Tensor& x, const Norm& norm) const {
  return at::layer_norm(x,
                        {config_.main.width},
                        norm.weight,
                        norm.bias,
                        static_cast<double>(config_.main.norm_epsilon));
}

at::Tensor TorchDelayModel::embed(const at::Tensor& ids) const {
  at::Tensor sum;
  for (std::size_t k = 0; k < codes_.size(); ++k) {
    const at::Tensor rows =
        at::embedding(codes_[k], ids.select(2, static_cast<std::int64_t>(k)).transpose(0, 1));
    sum = sum.defined() ? sum + rows : rows;
  }
  return sum;
}

at::Tensor TorchDelayModel::logits(const at::Tensor& x) const {
  const at::Tensor last = norm(x, final_norm_);
  std::vector<at::Tensor> logits;
  for (const at::Tensor& head : code_heads_) {
    logits.push_back(at::linear(last, head));
  }
  return at::stack(logits);
}

TorchDelayStream::TorchDelayStream(const TorchDelayModel& model, const DelayStreamShape& shape)
    : model_(model),
      width_(model.config().main.width),
      heads_(model.config().main.heads),
      columns_(static_cast<std::int64_t>(shape.columns)),
      sequences_(static_cast<std::int64_t>(shape.sequences)),
      capacity_(static_cast<std::int64_t>(shape.capacity)),
      memories_(shape.columns) {
  MELISMA_ASSERT(shape.sequences > 0 && shape.columns % shape.sequences == 0);
  for (std::size_t i = 0; i < model.layers().size(); ++i) {
    const at::Tensor empty =
        at::zeros({columns_, heads_, capacity_, width_ / heads_}, model.device());
    caches_.push_back({empty, at::zeros_like(empty), {}, {}});
  }
}

at::Tensor TorchDelayStream::on_device(std::span<const float> values) const {
  return at::tensor(std::vector<float>(values.begin(), values.end())).to(model_.device());
}

void TorchDelayStream::set_memory(std::size_t column, std::span<const float> memory) {
  memories_.at(column) = on_device(memory).view({-1, width_});
  memories_changed_ = true;
}

/// Shorter memories are filled up, and what fills them is hidden; a column without one attends to
/// a row of zeros, which adds nothing.
void TorchDelayStream::project_memories() {
  memories_changed_ = false;
  std::int64_t longest = 1;
  for (const at::Tensor& memory : memories_) {
    longest = std::max(longest, memory.defined() ? memory.size(0) : 0);
  }
  const at::Tensor rows = at::zeros({columns_, longest, width_}, model_.device());
  at::Tensor mask = at::full({columns_, 1, 1, longest}, kHidden, model_.device());
  for (std::int64_t column = 0; column < columns_; ++column) {
    const at::Tensor& memory = memories_[static_cast<std::size_t>(column)];
    const std::int64_t size = memory.defined() ? memory.size(0) : 1;
    mask.select(0, column).narrow(-1, 0, size).zero_();
    if (memory.defined()) {
      rows.select(0, column).narrow(0, 0, size).copy_(memory);
    }
  }
  memory_mask_ = mask;
  for (std::size_t i = 0; i < caches_.size(); ++i) {
    const auto parts = at::linear(rows, model_.layers()[i].cross_key_value).chunk(2, -1);
    caches_[i].cross_keys = heads(parts[0].contiguous()).contiguous();
    caches_[i].cross_values = heads(parts[1].contiguous()).contiguous();
  }
}

at::Tensor TorchDelayStream::heads(const at::Tensor& x) const {
  return x.view({x.size(0), x.size(1), heads_, width_ / heads_}).transpose(1, 2);
}

at::Tensor TorchDelayStream::attend(const at::Tensor& query,
                                    const at::Tensor& keys,
                                    const at::Tensor& values,
                                    const at::Tensor& mask) const {
  const double scale = 1 / std::sqrt(static_cast<double>(query.size(3)));
  at::Tensor scores = at::matmul(query * scale, keys.transpose(2, 3));
  if (mask.defined()) {
    scores = scores + mask;
  }
  const at::Tensor mixed = at::matmul(at::softmax(scores, -1), values);
  return mixed.transpose(1, 2).reshape({query.size(0), query.size(2), width_});
}

at::Tensor TorchDelayStream::positions(std::int64_t steps) const {
  const std::int64_t half = width_ / 2;
  const at::Tensor share = at::arange(half, at::kDouble) / static_cast<double>(half - 1);
  const at::Tensor place = at::arange(position_, position_ + steps, at::kDouble).unsqueeze(1);
  const at::Tensor angle =
      place * at::pow(double{model_.config().main.rotary_base}, -share).unsqueeze(0);
  return at::cat({angle.cos(), angle.sin()}, 1).to(at::kFloat).to(model_.device());
}

at::Tensor TorchDelayStream::advance(at::Tensor x) {
  const std::int64_t steps = x.size(1);
  if (position_ + steps > capacity_) {
    throw ShapeError("found " + std::to_string(position_ + steps) + " steps, wanted at most " +
                     std::to_string(capacity_) + ", which the cache was made for.");
  }
  const bool cross = model_.config().main.cross_attention;
  if (cross && memories_changed_) {
    project_memories();
  }
  const std::int64_t all = position_ + steps;
  at::Tensor mask;  // a step sees itself and what came before
  if (steps > 1) {
    mask = at::full({steps, all}, kHidden, model_.device()).triu(position_ + 1);
  }
  x = x + positions(steps);
  for (std::size_t i = 0; i < caches_.size(); ++i) {
    const TorchDelayModel::Layer& layer = model_.layers()[i];
    Cache& cache = caches_[i];
    const auto qkv = at::linear(model_.norm(x, layer.attention_norm), layer.qkv).chunk(3, -1);
    cache.keys.narrow(2, position_, steps).copy_(heads(qkv[1].contiguous()));
    cache.values.narrow(2, position_, steps).copy_(heads(qkv[2].contiguous()));
    x = x + at::linear(attend(heads(qkv[0].contiguous()),
                              cache.keys.narrow(2, 0, all),
                              cache.values.narrow(2, 0, all),
                              mask),
                       layer.out);
    if (cross) {
      const at::Tensor query = at::linear(model_.norm(x, layer.cross_norm), layer.cross_query);
      x = x + at::linear(attend(heads(query), cache.cross_keys, cache.cross_values, memory_mask_),
                         layer.cross_out);
    }
    const at::Tensor normed = model_.norm(x, layer.feed_forward_norm);
    x = x + at::linear(at::gelu(at::linear(normed, layer.in)), layer.down);
  }
  position_ = all;
  return x;
}

void TorchDelayStream::prepend(std::span<const float> steps) {
  const at::NoGradGuard no_grad;
  advance(on_device(steps).view({-1, columns_, width_}).transpose(0, 1).contiguous());
}

std::span<const float> TorchDelayStream::step(std::span<const std::int32_t> ids) {
  const at::NoGradGuard no_grad;
  check_delay_ids(ids, model_.config().code_size);
  const std::vector<std::int64_t> wide(ids.begin(), ids.end());
  const at::Tensor index =
      at::tensor(wide).view({-1, sequences_, model_.config().codebooks}).to(model_.device());
  const at::Tensor x =
      advance(at::repeat_interleave(model_.embed(index), columns_ / sequences_, 0));
  logits_ = model_.logits(x.select(1, x.size(1) - 1)).to(torch::kCPU).contiguous();
  return {logits_.data_ptr<float>(), static_cast<std::size_t>(logits_.numel())};
}

void TorchDelayStream::pretend_steps(std::int64_t steps) {
  for (Cache& cache : caches_) {
    cache.keys.normal_();
    cache.values.normal_();
  }
  position_ = steps;
}

namespace {

class Implementation final : public TorchDelayModels {
 public:
  std::unique_ptr<DelayModel> open(const TensorSet& tensors,
                                   const DelayLanguageModelConfig& config,
                                   const std::string& device) override {
    if (device == "cuda" && !torch::cuda::is_available()) {
      throw ConfigError(
          "found no CUDA device that this LibTorch can use. Debian's has no CUDA; "
          "without it the native engine is the faster one.");
    }
    const at::NoGradGuard no_grad;
    return std::make_unique<TorchDelayModel>(
        tensors, config, device == "cuda" ? torch::kCUDA : torch::kCPU);
  }

  std::vector<double> time_steps(const TensorSet& tensors,
                                 const DelayLanguageModelConfig& config,
                                 std::int64_t columns,
                                 int threads,
                                 int cached,
                                 int steps) override {
    const at::NoGradGuard no_grad;
    at::set_num_threads(threads);
    const TorchDelayModel model(tensors, config, torch::kCPU);
    TorchDelayStream stream(model,
                            {.columns = static_cast<std::size_t>(columns),
                             .capacity = static_cast<std::size_t>(cached + steps + 1)});
    stream.pretend_steps(cached);
    const std::vector<std::int32_t> ids(static_cast<std::size_t>(config.codebooks), 1);
    stream.step(ids);
    std::vector<double> seconds;
    for (int i = 0; i < steps; ++i) {
      const auto begin = std::chrono::steady_clock::now();
      stream.step(ids);
      seconds.push_back(
          std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    }
    return seconds;
  }
};

}  // namespace
}  // namespace melisma::models

extern "C" __attribute__((visibility("default"))) melisma::models::TorchDelayModels*
melisma_torch_delay_models() {
  static melisma::models::Implementation implementation;
  return &implementation;
}
