#include "models/transformer/depth_decoder.h"

#include <numeric>

#include "audio/error.h"

namespace melisma::models {
namespace {

std::size_t size_at(const LanguageModelConfig& config, int codebook) {
  return static_cast<std::size_t>(config.code_sizes[static_cast<std::size_t>(codebook)]);
}

}  // namespace

DepthTransformer::DepthTransformer(TensorReader& reader, const LanguageModelConfig& config)
    : input_(reader.weights("depth_input.weight",
                            static_cast<std::size_t>(config.depth.width),
                            static_cast<std::size_t>(config.main.width))),
      positions_(reader.floats("depth_position", {config.codebooks(), config.depth.width})),
      transformer_(reader, "depth", config.depth) {
  for (int k = 0; k < config.codebooks(); ++k) {
    const std::size_t size = size_at(config, k);
    if (k + 1 < config.codebooks()) {
      codes_.push_back(reader.floats("depth_codes." + std::to_string(k) + ".weight",
                                     {static_cast<std::int64_t>(size), config.depth.width}));
    }
    heads_.emplace_back(reader.weights("heads." + std::to_string(k) + ".weight",
                                       size,
                                       static_cast<std::size_t>(config.depth.width)));
  }
  if (config.repeat_gate) {
    repeat_weight_ = reader.floats("repeat.weight", {config.codebooks(), config.depth.width});
    repeat_bias_ = reader.floats("repeat.bias", {config.codebooks()});
  }
}

DepthState DepthTransformer::make_state(std::size_t columns) const {
  DepthState state;
  state.transformer = transformer_.make_state(columns);
  state.base.resize(columns * input_.out());
  state.x.resize(columns * input_.out());
  state.frame_before.reserve(heads_.size());
  return state;
}

int DepthTransformer::code_size(int codebook) const {
  return static_cast<int>(heads_[static_cast<std::size_t>(codebook)].out());
}

void DepthTransformer::begin(DepthState& state, std::span<const float> hidden) const {
  state.transformer.reset();
  state.codebook = 0;
  input_.apply(hidden, state.base, state.transformer.scratch.attention.workspace);
}

std::span<float> DepthTransformer::step(DepthState& state, std::int32_t previous) const {
  MELISMA_ASSERT(state.codebook < codebooks());
  const auto k = static_cast<std::size_t>(state.codebook);
  const std::size_t width = input_.out();
  const float* position = positions_.data() + k * width;
  const float* code =
      k > 0 ? codes_[k - 1].data() + static_cast<std::size_t>(previous) * width : nullptr;
  for (std::size_t at = 0; at < state.x.size(); at += width) {
    for (std::size_t d = 0; d < width; ++d) {
      state.base[at + d] += code != nullptr ? code[d] : 0.0F;
      state.x[at + d] = state.base[at + d] + position[d];
    }
  }
  transformer_.steps(state.transformer, state.x);
  state.logits.resize(state.x.size() / width * heads_[k].out());
  heads_[k].apply(state.x, state.logits, state.transformer.scratch.attention.workspace);
  if (!repeat_weight_.empty() && !state.frame_before.empty()) {
    add_repeat_gate(state, k);
  }
  ++state.codebook;
  return state.logits;
}

void DepthTransformer::add_repeat_gate(DepthState& state, std::size_t codebook) const {
  const std::size_t width = input_.out();
  const std::size_t size = heads_[codebook].out();
  const float* weight = repeat_weight_.data() + codebook * width;
  const auto code = static_cast<std::size_t>(state.frame_before[codebook]);
  for (std::size_t column = 0; column * width < state.x.size(); ++column) {
    const float* z = state.x.data() + column * width;
    state.logits[column * size + code] +=
        std::inner_product(z, z + width, weight, repeat_bias_[codebook]);
  }
}

std::span<float> DepthDecoder::logits() {
  if (!computed_) {
    transformer_.step(state_, previous_);
    computed_ = true;
  }
  return state_.logits;
}

void DepthDecoder::push(std::int32_t code) {
  const int k = codebook();
  MELISMA_ASSERT(k < transformer_.codebooks());
  if (code < 0 || code >= transformer_.code_size(k)) {
    throw InputError("code " + std::to_string(code) + " of codebook " + std::to_string(k) +
                     " is outside 0 to " + std::to_string(transformer_.code_size(k) - 1) +
                     ". The codes are another codec's.");
  }
  logits();  // the step must run: later codebooks attend to it
  previous_ = code;
  computed_ = false;
}

}  // namespace melisma::models
