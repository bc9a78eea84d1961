#pragma once

#include <string>
#include <vector>

#include <torch/torch.h>

#include "models/checkpoint/safetensors.h"
#include "models/published/encodec_config.h"

namespace melisma::codec {

/// Where the tensors of a published EnCodec come from.
struct EncodecSource {
  models::TensorReader& reader;
  const models::EncodecConfig& config;
};

/// Sizes of a convolution over time.
struct ConvolutionShape {
  std::int64_t in = 1;
  std::int64_t out = 1;
  std::int64_t kernel = 1;
  std::int64_t stride = 1;
  std::int64_t dilation = 1;
};

/// What is behind a convolution: nothing where its weights are normalised, or one group's norm over
/// channels and time.
struct EncodecNorm {
  at::Tensor weight;
  at::Tensor bias;
  [[nodiscard]] at::Tensor operator()(const at::Tensor& x) const;
};

/// A normalised convolution, padded so that ceil(length / stride) frames come out: all on
/// the left where it is causal.
class EncodecConvolution {
 public:
  EncodecConvolution(const EncodecSource& source,
                     const std::string& name,
                     const ConvolutionShape& shape);
  [[nodiscard]] at::Tensor operator()(const at::Tensor& x) const;

 private:
  ConvolutionShape shape_;
  bool causal_;
  bool reflect_;
  at::Tensor weight_;
  at::Tensor bias_;
  EncodecNorm norm_;
};

/// Its transpose with kernel 2 x stride, cut to stride x length.
class EncodecUpsampling {
 public:
  EncodecUpsampling(const EncodecSource& source,
                    const std::string& name,
                    const ConvolutionShape& shape);
  [[nodiscard]] at::Tensor operator()(const at::Tensor& x) const;

 private:
  std::int64_t stride_;
  std::int64_t trim_right_;
  at::Tensor weight_;
  at::Tensor bias_;
  EncodecNorm norm_;
};

/// x + the stack of its LSTM layers.
class EncodecRecurrence {
 public:
  EncodecRecurrence(const EncodecSource& source, const std::string& name, std::int64_t width);
  [[nodiscard]] at::Tensor operator()(const at::Tensor& x) const;

 private:
  std::vector<at::Tensor> weights_;  // of all layers, as at::lstm wants them
  std::int64_t layers_;
  std::int64_t width_;
};

/// A residual block: ELU before each of two convolutions, beside a shortcut.
class EncodecResidual {
 public:
  EncodecResidual(const EncodecSource& source,
                  const std::string& name,
                  std::int64_t width,
                  std::int64_t dilation);
  [[nodiscard]] at::Tensor operator()(const at::Tensor& x) const;

 private:
  EncodecConvolution wide_;
  EncodecConvolution narrow_;
  std::vector<EncodecConvolution> shortcut_;  // one, or none: identity
};

}  // namespace melisma::codec
