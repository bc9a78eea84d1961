#include "models/torch/transformer.h"

#include <cmath>

namespace melisma::models {
namespace {

/// [T, D]: cosines of position * base^(-i / (half - 1)), then sines, as MusicGen has them.
at::Tensor sinusoids(std::int64_t steps, std::int64_t width, double base, const at::Device& device) {
  const std::int64_t half = width / 2;
  const at::Tensor turns =
      at::pow(base, at::arange(half, at::kDouble) * (-1.0 / static_cast<double>(half - 1)));
  const at::Tensor angles = at::outer(at::arange(steps, at::kDouble), turns);
  return at::cat({angles.cos(), angles.sin()}, 1).to(device, at::kFloat);
}

}  // namespace

NormLayerImpl::NormLayerImpl(std::int64_t width, Norm norm, double epsilon)
    : norm_(norm), epsilon_(epsilon) {
  weight_ = register_parameter("weight", at::ones({width}));
  if (norm_ == Norm::kLayer) {
    bias_ = register_parameter("bias", at::zeros({width}));
  }
}

at::Tensor NormLayerImpl::forward(const at::Tensor& x) {
  if (norm_ == Norm::kLayer) {
    return at::layer_norm(x, {x.size(-1)}, weight_, bias_, epsilon_);
  }
  return x * at::rsqrt(x.square().mean(-1, true) + epsilon_) * weight_;
}

std::pair<at::Tensor, at::Tensor> NormLayerImpl::add(const at::Tensor& x, const at::Tensor& delta,
                                                     bool fast) {
  if (fast && norm_ == Norm::kRms) {
    return add_rms_norm16(x, delta, weight_, epsilon_);
  }
  const at::Tensor sum = delta.defined() ? x + delta : x;
  return {sum, forward(sum)};
}

LinearLayerImpl::LinearLayerImpl(std::int64_t in, std::int64_t out, double gain) {
  weight_ = register_parameter(
      "weight", at::randn({out, in}) * (gain / std::sqrt(static_cast<double>(in))));
}

SelfAttentionImpl::SelfAttentionImpl(const TransformerConfig& config) : heads_(config.heads) {
  const double gain = 1.0 / std::sqrt(2.0 * config.layers);
  qkv_ = register_module("qkv", LinearLayer(config.width, 3 * config.width));
  out_ = register_module("out", LinearLayer(config.width, config.width, gain));
}

at::Tensor SelfAttentionImpl::forward(const at::Tensor& x, const RotaryTable& rotary,
                                      const AttentionScope& scope) {
  const at::Tensor rows = qkv_(x);
  const bool fast = rows.is_cpu() && rows.scalar_type() == at::kBFloat16;
  return out_(fast ? attention16(rows, {}, heads_, rotary, scope)
                   : attention_plain(rows, {}, heads_, rotary, scope));
}

CrossAttentionImpl::CrossAttentionImpl(const TransformerConfig& config) : heads_(config.heads) {
  const double gain = 1.0 / std::sqrt(2.0 * config.layers);
  query_ = register_module("query", LinearLayer(config.width, config.width));
  key_value_ = register_module("key_value", LinearLayer(config.width, 2 * config.width));
  out_ = register_module("out", LinearLayer(config.width, config.width, gain));
}

at::Tensor CrossAttentionImpl::forward(const at::Tensor& x, const at::Tensor& memory,
                                       const AttentionScope& scope) {
  const at::Tensor rows = query_(x);
  const at::Tensor pairs = key_value_(memory);
  const bool fast = rows.is_cpu() && rows.scalar_type() == at::kBFloat16;
  return out_(fast ? attention16(rows, pairs, heads_, {}, scope)
                   : attention_plain(rows, pairs, heads_, {}, scope));
}

FeedForwardLayerImpl::FeedForwardLayerImpl(const TransformerConfig& config)
    : kind_(config.feed_forward_kind) {
  const std::int64_t rows = kind_ == FeedForward::kSwiGlu ? 2 : 1;
  const double gain = 1.0 / std::sqrt(2.0 * config.layers);
  in_ = register_module("in", LinearLayer(config.width, rows * config.feed_forward));
  out_ = register_module("out", LinearLayer(config.feed_forward, config.width, gain));
}

at::Tensor FeedForwardLayerImpl::forward(const at::Tensor& x) {
  const at::Tensor inner = in_(x);
  if (kind_ == FeedForward::kGelu) {
    return out_(at::gelu(inner));
  }
  if (inner.is_cpu() && inner.scalar_type() == at::kBFloat16) {
    return out_(swiglu16(inner));
  }
  const auto halves = inner.chunk(2, -1);
  return out_(at::silu(halves[0]) * halves[1]);
}

TransformerLayerImpl::TransformerLayerImpl(const TransformerConfig& config) {
  const auto norm = [&] { return NormLayer(config.width, config.norm, config.norm_epsilon); };
  attention_norm_ = register_module("attention_norm", norm());
  attention_ = register_module("attention", SelfAttention(config));
  if (config.cross_attention) {
    cross_norm_ = register_module("cross_norm", norm());
    cross_ = register_module("cross", CrossAttention(config));
  }
  feed_forward_norm_ = register_module("feed_forward_norm", norm());
  feed_forward_ = register_module("feed_forward", FeedForwardLayer(config));
}

std::pair<at::Tensor, at::Tensor> TransformerLayerImpl::forward(
    const at::Tensor& x, const at::Tensor& delta, const TextMemory& memory,
    const RotaryTable& rotary, const AttentionScope& scope, bool fast) {
  auto [stream, normed] = attention_norm_->add(x, delta, fast);
  at::Tensor change = attention_(normed, rotary, scope);
  if (cross_) {
    std::tie(stream, normed) = cross_norm_->add(stream, change, fast);
    change = cross_(normed, memory.states,
                    AttentionScope{.causal = false, .window = 0, .lengths = memory.lengths});
  }
  std::tie(stream, normed) = feed_forward_norm_->add(stream, change, fast);
  return {stream, feed_forward_(normed)};
}

TransformerImpl::TransformerImpl(const TransformerConfig& config) : config_(config) {
  torch::nn::ModuleList list;
  for (int i = 0; i < config.layers; ++i) {
    layers_.emplace_back(config);
    list->push_back(layers_.back());
  }
  register_module("layers", list);
  norm_ = register_module("norm", NormLayer(config.width, config.norm, config.norm_epsilon));
}

at::Tensor TransformerImpl::forward(const at::Tensor& x, const TextMemory& memory,
                                    const at::Tensor& lengths, bool fast) {
  RotaryTable rotary;
  if (config_.positions == Positions::kRotary) {
    rotary = rotary_table(x.size(1), config_.width / config_.heads, config_.rotary_base, x.device());
  }
  const AttentionScope scope{
      .causal = config_.causal, .window = config_.window, .lengths = lengths};
  at::Tensor stream = x;
  if (config_.positions == Positions::kSinusoidal) {
    stream = x + sinusoids(x.size(1), config_.width, config_.rotary_base, x.device());
  }
  at::Tensor delta;
  for (auto& layer : layers_) {
    std::tie(stream, delta) = layer(stream, delta, memory, rotary, scope, fast);
  }
  return norm_->add(stream, delta, fast).second;
}

}  // namespace melisma::models
