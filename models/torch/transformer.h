#pragma once

#include <torch/torch.h>

#include "models/torch/mixed_ops.h"
#include "models/transformer/transformer_config.h"

namespace melisma::models {

/// The LibTorch twin of the native transformer (models/transformer): same mathematics, same parameter
/// names. Used to train and as the reference of the native path. A module whose linear weights were
/// given bfloat16 copies (set_copies) runs the fused CPU path.

class NormLayerImpl : public torch::nn::Module {
 public:
  NormLayerImpl(std::int64_t width, Norm norm, double epsilon);
  at::Tensor forward(const at::Tensor& x);
  /// (x + delta, norm of it); `delta` may be undefined. With `fast`, the second result is bfloat16.
  std::pair<at::Tensor, at::Tensor> add(const at::Tensor& x, const at::Tensor& delta, bool fast);

 private:
  Norm norm_;
  double epsilon_;
  at::Tensor weight_;
  at::Tensor bias_;  // kLayer only
};
TORCH_MODULE(NormLayer);

/// A linear layer without bias, weight [out, in].
class LinearLayerImpl : public torch::nn::Module {
 public:
  LinearLayerImpl(std::int64_t in, std::int64_t out, double gain = 1.0);
  at::Tensor forward(const at::Tensor& x) { return linear(x, weight_, copy_); }
  [[nodiscard]] const at::Tensor& weight() const { return weight_; }
  void set_copy(const at::Tensor& copy) { copy_ = copy; }

 private:
  at::Tensor weight_;
  at::Tensor copy_;  // bfloat16 copy, refreshed by the optimizer; undefined = float32 path
};
TORCH_MODULE(LinearLayer);

class SelfAttentionImpl : public torch::nn::Module {
 public:
  explicit SelfAttentionImpl(const TransformerConfig& config);
  at::Tensor forward(const at::Tensor& x, const RotaryTable& rotary, const AttentionScope& scope);

 private:
  std::int64_t heads_;
  LinearLayer qkv_{nullptr};
  LinearLayer out_{nullptr};
};
TORCH_MODULE(SelfAttention);

class CrossAttentionImpl : public torch::nn::Module {
 public:
  explicit CrossAttentionImpl(const TransformerConfig& config);
  at::Tensor forward(const at::Tensor& x, const at::Tensor& memory, const AttentionScope& scope);

 private:
  std::int64_t heads_;
  LinearLayer query_{nullptr};
  LinearLayer key_value_{nullptr};
  LinearLayer out_{nullptr};
};
TORCH_MODULE(CrossAttention);

class FeedForwardLayerImpl : public torch::nn::Module {
 public:
  explicit FeedForwardLayerImpl(const TransformerConfig& config);
  at::Tensor forward(const at::Tensor& x);

 private:
  FeedForward kind_;
  LinearLayer in_{nullptr};
  LinearLayer out_{nullptr};
};
TORCH_MODULE(FeedForwardLayer);

/// What the text encoder hands to cross-attention.
struct TextMemory {
  at::Tensor states;   // [B, S, D]
  at::Tensor lengths;  // int64 [B], where the states are
};

class TransformerLayerImpl : public torch::nn::Module {
 public:
  explicit TransformerLayerImpl(const TransformerConfig& config);
  /// Takes the residual stream as (x, delta still to be added) and returns it in the same form.
  std::pair<at::Tensor, at::Tensor> forward(const at::Tensor& x,
                                            const at::Tensor& delta,
                                            const TextMemory& memory,
                                            const RotaryTable& rotary,
                                            const AttentionScope& scope,
                                            bool fast);

 private:
  NormLayer attention_norm_{nullptr};
  SelfAttention attention_{nullptr};
  NormLayer cross_norm_{nullptr};
  CrossAttention cross_{nullptr};
  NormLayer feed_forward_norm_{nullptr};
  FeedForwardLayer feed_forward_{nullptr};
};
TORCH_MODULE(TransformerLayer);

class TransformerImpl : public torch::nn::Module {
 public:
  explicit TransformerImpl(const TransformerConfig& config);
  /// x [B, T, D] float32 -> normalised states [B, T, D]; `lengths` as in AttentionScope (bidirectional
  /// encoders of padded rows), `fast` = bfloat16 CPU kernels.
  at::Tensor forward(const at::Tensor& x,
                     const TextMemory& memory,
                     const at::Tensor& lengths,
                     bool fast);

 private:
  TransformerConfig config_;
  std::vector<TransformerLayer> layers_;
  NormLayer norm_{nullptr};
};
TORCH_MODULE(Transformer);

}  // namespace melisma::models
