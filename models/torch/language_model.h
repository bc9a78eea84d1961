#pragma once

#include <torch/torch.h>

#include <vector>

#include "models/torch/transformer.h"
#include "models/transformer/language_model_config.h"

namespace melisma::models {

/// What a language model reads in a teacher-forced pass over B rows of T frames.
struct FrameInputs {
  at::Tensor previous;      // int64 [B, T, K]: codes of the frame before each; -1 = the start vector
  SparseRows features;      // of B * T frames; unused when feature_count is 0
  at::Tensor text;          // int64 [B, S]; undefined when text_vocabulary is 0
  at::Tensor text_lengths;  // int64 [B], on the CPU
};

class EmbeddingTableImpl : public torch::nn::Module {
 public:
  /// Starts with normal values of that deviation.
  EmbeddingTableImpl(std::int64_t rows, std::int64_t width, double deviation = 0.1);
  /// indices int64 [N] (negative ones give zeros) -> float32 [N, D].
  at::Tensor forward(const at::Tensor& indices);
  [[nodiscard]] const at::Tensor& weight() const { return weight_; }

 private:
  at::Tensor weight_;
};
TORCH_MODULE(EmbeddingTable);

/// A linear layer or depthwise convolution with bias, as the conditioner uses them.
class BiasedWeightImpl : public torch::nn::Module {
 public:
  BiasedWeightImpl(std::vector<std::int64_t> shape, double deviation);
  at::Tensor weight;
  at::Tensor bias;
  at::Tensor copy;  // bfloat16 copy of the weight or undefined
};
TORCH_MODULE(BiasedWeight);

/// Frame features -> [B, T, D]: the sparse sum, then causal residual convolution blocks.
class FeatureConditionerImpl : public torch::nn::Module {
 public:
  explicit FeatureConditionerImpl(const LanguageModelConfig& config);
  at::Tensor forward(const SparseRows& rows, std::int64_t batch, bool fast);

 private:
  EmbeddingTable table_{nullptr};
  std::vector<std::pair<BiasedWeight, BiasedWeight>> blocks_;  // depthwise, pointwise
};
TORCH_MODULE(FeatureConditioner);

/// Text tokens -> memory states; its transformer's layers lie beside the embedding.
class TextEncoderImpl : public TransformerImpl {
 public:
  TextEncoderImpl(const TransformerConfig& config, std::int64_t vocabulary);
  TextMemory encode(const at::Tensor& tokens, const at::Tensor& lengths, bool fast);

 private:
  EmbeddingTable embedding_{nullptr};
};
TORCH_MODULE(TextEncoder);

/// The LibTorch twin of the native language model (models/transformer/language_model_config.h has the
/// architecture): same mathematics, same parameter names, so that either reads the other's file.
class LanguageModelModuleImpl : public torch::nn::Module {
 public:
  explicit LanguageModelModuleImpl(const LanguageModelConfig& config);

  /// States of the main transformer, final norm included: [B, T, D]. `embedded`, if given, receives what
  /// that transformer reads, for gradient tests.
  at::Tensor hidden(const FrameInputs& inputs, at::Tensor* embedded = nullptr);
  /// Logits of the first `steps` codebooks of M chosen frames: hidden [M, D], codes int64 [M, K] (what is
  /// written there; -1 counts as nothing) and those of the frame before each -> K tensors [M, V_k].
  std::vector<at::Tensor> logits(const at::Tensor& hidden, const at::Tensor& codes,
                                 const at::Tensor& previous, std::int64_t steps);

  [[nodiscard]] const LanguageModelConfig& config() const { return config_; }
  /// Gives linear weights their bfloat16 copies (by parameter name; an empty map takes them away).
  void set_copies(const std::map<std::string, at::Tensor>& copies);

 private:
  LanguageModelConfig config_;
  bool fast_ = false;
  at::Tensor start_;
  std::vector<EmbeddingTable> codes_;
  FeatureConditioner features_{nullptr};
  TextEncoder text_{nullptr};
  Transformer main_{nullptr};
  LinearLayer depth_input_{nullptr};
  at::Tensor depth_position_;
  std::vector<EmbeddingTable> depth_codes_;
  Transformer depth_{nullptr};
  std::vector<LinearLayer> heads_;
  BiasedWeight repeat_{nullptr};
};
TORCH_MODULE(LanguageModelModule);

}  // namespace melisma::models
