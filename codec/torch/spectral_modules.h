#pragma once

#include <string>

#include <torch/torch.h>

#include "codec/spectral_codec_config.h"
#include "models/checkpoint/safetensors.h"

namespace melisma::codec {

/// codec/conv_next_stack.h in LibTorch, over whole clips: x [B, T, inputs] -> [B, T, outputs]. The
/// past of a clip is silence (zeros).
class ConvNextBlockImpl : public torch::nn::Module {
 public:
  explicit ConvNextBlockImpl(const ConvNextConfig& config);
  at::Tensor forward(const at::Tensor& x);

 private:
  int kernel_;
  torch::nn::Conv1d depthwise_;
  torch::nn::LayerNorm norm_;
  torch::nn::Linear in_;
  torch::nn::Linear out_;
};
TORCH_MODULE(ConvNextBlock);

class ConvNextStackModuleImpl : public torch::nn::Module {
 public:
  ConvNextStackModuleImpl(const ConvNextConfig& config, int inputs, int outputs);
  at::Tensor forward(const at::Tensor& x);

 private:
  torch::nn::Linear input_{nullptr};
  torch::nn::ModuleList blocks_;
  torch::nn::Linear output_{nullptr};
};
TORCH_MODULE(ConvNextStackModule);

/// A linear path plus a residual stack: the encoder (features -> latent) and the decoder (latent ->
/// log-magnitudes) alike. Parameters are named as in the codec file, after the prefix.
class ResidualPathImpl : public torch::nn::Module {
 public:
  ResidualPathImpl(const ConvNextConfig& config, int inputs, int outputs);
  at::Tensor forward(const at::Tensor& x);

 private:
  torch::nn::Linear linear_;
  ConvNextStackModule residual_{nullptr};
};
TORCH_MODULE(ResidualPath);

ResidualPath make_encoder_module(const SpectralCodecConfig& config);
ResidualPath make_decoder_module(const SpectralCodecConfig& config);

/// Copies tensors PREFIX + parameter name into the module (as float32). Throws CheckpointError.
void load_parameters(torch::nn::Module& module,
                     const std::string& prefix,
                     const models::SafetensorsFile& file);

/// A tensor of the file as float32.
at::Tensor to_torch(const models::TensorView& tensor);

/// Codes int64 [T, K] of latents [T, D]: book after book, the nearest vector to what is left.
at::Tensor quantize(const at::Tensor& latents, const at::Tensor& codebooks);

/// Sums of the codes' vectors: codes int64 [..., k], codebooks [K, V, D] -> [..., D].
at::Tensor sum_of_codes(const at::Tensor& codes, const at::Tensor& codebooks);

}  // namespace melisma::codec
