#include "codec/conv_next_stack.h"

#include <algorithm>

#include "models/kernels/elementwise.h"

namespace melisma::codec {
namespace {

constexpr float kNormEpsilon = 1e-6F;

std::size_t index(int value) {
  return static_cast<std::size_t>(value);
}

}  // namespace

models::Linear read_linear(models::TensorReader& reader,
                           const std::string& name,
                           int outputs,
                           int inputs) {
  return models::Linear(reader.weights(name + ".weight", index(outputs), index(inputs)),
                        reader.floats(name + ".bias", {outputs}));
}

ConvNextStack::ConvNextStack(models::TensorReader& reader,
                             const std::string& prefix,
                             const ConvNextConfig& config,
                             int inputs,
                             int outputs)
    : config_(config), outputs_(index(outputs)) {
  if (config.blocks == 0) {
    return;
  }
  const int inner = config.width * config.expansion;
  input_ = read_linear(reader, prefix + ".input", config.width, inputs);
  for (int i = 0; i < config.blocks; ++i) {
    const std::string name = prefix + ".blocks." + std::to_string(i);
    Block block;
    block.depthwise = models::CausalDepthwiseConvolution(
        reader.floats(name + ".depthwise.weight", {config.width, 1, config.kernel}),
        reader.floats(name + ".depthwise.bias", {config.width}),
        index(config.kernel));
    block.norm_weight = reader.floats(name + ".norm.weight", {config.width});
    block.norm_bias = reader.floats(name + ".norm.bias", {config.width});
    block.in = read_linear(reader, name + ".in", inner, config.width);
    block.out = read_linear(reader, name + ".out", config.width, inner);
    blocks_.push_back(std::move(block));
  }
  output_ = read_linear(reader, prefix + ".output", outputs, config.width);
}

ConvNextStack::State ConvNextStack::make_state() const {
  State state;
  for (const Block& block : blocks_) {
    state.histories.push_back(block.depthwise.make_history(1));
  }
  resize(state, 1);
  return state;
}

void ConvNextStack::resize(State& state, std::size_t frames) const {
  const std::size_t width = index(config_.width);
  state.hidden.resize(frames * width);
  state.normed.resize(frames * width);
  state.inner.resize(frames * std::max(width * index(config_.expansion), outputs_));
}

void ConvNextStack::add_steps(State& state, std::span<const float> x, std::span<float> y) const {
  if (blocks_.empty()) {
    return;
  }
  const std::size_t width = index(config_.width);
  const std::size_t frames = y.size() / outputs_;
  resize(state, frames);
  const std::span<float> hidden(state.hidden);
  const std::span<float> normed(state.normed);
  const auto inner = std::span(state.inner).first(hidden.size() * index(config_.expansion));
  input_.apply(x, hidden, state.workspace);
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    const Block& block = blocks_[i];
    for (std::size_t at = 0; at < hidden.size(); at += width) {
      block.depthwise.step(
          state.histories[i], hidden.subspan(at, width), normed.subspan(at, width));
    }
    models::layer_norm(normed, block.norm_weight, block.norm_bias, kNormEpsilon, normed);
    block.in.apply(normed, inner, state.workspace);
    models::gelu(inner);
    block.out.apply(inner, normed, state.workspace);
    models::add_to(hidden, normed);
  }
  const auto result = std::span(state.inner).first(y.size());
  output_.apply(hidden, result, state.workspace);
  models::add_to(y, result);
}

}  // namespace melisma::codec
