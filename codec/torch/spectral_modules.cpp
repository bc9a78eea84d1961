#include "codec/torch/spectral_modules.h"

#include "audio/error.h"
#include "codec/residual_vector_quantizer.h"

namespace melisma::codec {
namespace {

constexpr double kNormEpsilon = 1e-6;

}  // namespace

ConvNextBlockImpl::ConvNextBlockImpl(const ConvNextConfig& config)
    : kernel_(config.kernel),
      depthwise_(
          torch::nn::Conv1dOptions(config.width, config.width, config.kernel).groups(config.width)),
      norm_(torch::nn::LayerNormOptions({config.width}).eps(kNormEpsilon)),
      in_(config.width, config.width * config.expansion),
      out_(config.width * config.expansion, config.width) {
  register_module("depthwise", depthwise_);
  register_module("norm", norm_);
  register_module("in", in_);
  register_module("out", out_);
}

at::Tensor ConvNextBlockImpl::forward(const at::Tensor& x) {
  // Seven shifted products are several times faster on a CPU than a grouped convolution.
  const auto padded = at::constant_pad_nd(x, {0, 0, kernel_ - 1, 0});  // [B, kernel - 1 + T, D]
  const auto taps = depthwise_->weight.squeeze(1);                     // [D, kernel]
  at::Tensor mixed = depthwise_->bias;
  for (int tap = 0; tap < kernel_; ++tap) {
    mixed = mixed + padded.narrow(1, tap, x.size(1)) * taps.select(1, tap);
  }
  return x + out_(at::gelu(in_(norm_(mixed))));
}

ConvNextStackModuleImpl::ConvNextStackModuleImpl(const ConvNextConfig& config,
                                                 int inputs,
                                                 int outputs)
    : input_(inputs, config.width), output_(config.width, outputs) {
  register_module("input", input_);
  register_module("blocks", blocks_);
  for (int i = 0; i < config.blocks; ++i) {
    blocks_->push_back(ConvNextBlock(config));
  }
  register_module("output", output_);
}

at::Tensor ConvNextStackModuleImpl::forward(const at::Tensor& x) {
  at::Tensor hidden = input_(x);  // [B, T, width]
  for (const auto& block : *blocks_) {
    hidden = block->as<ConvNextBlock>()->forward(hidden);
  }
  return output_(hidden);
}

ResidualPathImpl::ResidualPathImpl(const ConvNextConfig& config, int inputs, int outputs)
    : linear_(inputs, outputs) {
  register_module("linear", linear_);
  if (config.blocks > 0) {
    residual_ = register_module("residual", ConvNextStackModule(config, inputs, outputs));
  }
}

at::Tensor ResidualPathImpl::forward(const at::Tensor& x) {
  const at::Tensor y = linear_(x);
  return residual_ ? y + residual_(x) : y;
}

ResidualPath make_encoder_module(const SpectralCodecConfig& config) {
  return ResidualPath(config.encoder, config.analysis.feature_count(), config.latent_width);
}

ResidualPath make_decoder_module(const SpectralCodecConfig& config) {
  return ResidualPath(config.decoder, config.latent_width, config.decoder_outputs());
}

at::Tensor to_torch(const models::TensorView& tensor) {
  const std::vector<float> values = tensor.to_floats();
  return torch::tensor(values, at::kFloat).reshape(tensor.shape);
}

void load_parameters(torch::nn::Module& module,
                     const std::string& prefix,
                     const models::SafetensorsFile& file) {
  const torch::NoGradGuard no_gradient;
  for (auto& parameter : module.named_parameters()) {
    const models::TensorView& stored = file.tensor(prefix + parameter.key());
    if (stored.element_count() != parameter.value().numel()) {
      throw CheckpointError(file.name() + ": " + prefix + parameter.key() + " has " +
                            std::to_string(stored.element_count()) + " values, wanted " +
                            std::to_string(parameter.value().numel()) + ".");
    }
    parameter.value().copy_(to_torch(stored).reshape(parameter.value().sizes()));
  }
}

at::Tensor quantize(const at::Tensor& latents, const at::Tensor& codebooks) {
  const std::int64_t frames = latents.size(0);
  const std::int64_t size = codebooks.size(1);
  at::Tensor residuals = latents.unsqueeze(1);                   // [T, P, D]
  at::Tensor gains = at::zeros({frames, 1}, latents.options());  // [T, P]
  at::Tensor codes = at::empty({frames, 1, 0}, at::dtype(at::kLong).device(latents.device()));
  for (std::int64_t book = 0; book < codebooks.size(0); ++book) {
    const at::Tensor vectors = codebooks[book];  // [V, D]
    const at::Tensor scores =
        at::matmul(residuals, vectors.t()) - 0.5 * vectors.square().sum(1);  // [T, P, V]
    const at::Tensor totals = (gains.unsqueeze(2) + scores).flatten(1);
    const auto paths = std::min<std::int64_t>(ResidualVectorQuantizer::kPaths, totals.size(1));
    const auto [best, choice] = totals.topk(paths, 1);
    gains = best;
    const at::Tensor from = at::floor_divide(choice, size).unsqueeze(2);
    const at::Tensor code = at::remainder(choice, size);
    residuals = residuals.gather(1, from.expand({-1, -1, residuals.size(2)})) -
                at::embedding(vectors, code);
    codes = at::cat({codes.gather(1, from.expand({-1, -1, codes.size(2)})), code.unsqueeze(2)}, 2);
  }
  return codes.select(1, 0);
}

at::Tensor sum_of_codes(const at::Tensor& codes, const at::Tensor& codebooks) {
  at::Tensor sum;
  for (std::int64_t book = 0; book < codes.size(-1); ++book) {
    const at::Tensor vectors = at::embedding(codebooks[book], codes.select(-1, book));
    sum = sum.defined() ? sum + vectors : vectors;
  }
  return sum;
}

}  // namespace melisma::codec
