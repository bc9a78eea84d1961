#include "codec/torch/dac.h"

#include <functional>
#include <string>
#include <vector>

#include <torch/torch.h>

#include "codec/torch/published_codec_checks.h"
#include "models/checkpoint/safetensors.h"
#include "models/published/weight_norm.h"
#include "models/torch/tensor_reading.h"

namespace melisma::codec {
namespace {

using models::DacConfig;
using models::TensorReader;
using Layer = std::function<at::Tensor(const at::Tensor&)>;

at::Tensor run(const std::vector<Layer>& layers, at::Tensor x) {
  for (const Layer& layer : layers) {
    x = layer(x);
  }
  return x;
}

/// "<name>.weight" as it is, or from its weight-normalised form.
at::Tensor read_weight(TensorReader& reader,
                       const std::string& name,
                       const std::vector<std::int64_t>& shape) {
  const bool normalised = reader.contains(name + ".weight_g") ||
                          reader.contains(name + ".parametrizations.weight.original0");
  if (!normalised) {
    return models::read_tensor(reader, name + ".weight", shape);
  }
  auto values = models::read_weight_norm(reader, name, shape);
  return torch::from_blob(values.data(), shape).clone();
}

/// x + sin(a x)^2 / a for every channel (Ziyin et al. 2020, arXiv 2006.08195).
Layer snake(TensorReader& reader, const std::string& name, std::int64_t width) {
  const at::Tensor alpha = models::read_tensor(reader, name + ".alpha", {1, width, 1});
  return [alpha](const at::Tensor& x) { return x + (alpha * x).sin().pow(2) / (alpha + 1e-9); };
}

struct Sizes {
  std::int64_t in;
  std::int64_t out;
  std::int64_t kernel;
  std::int64_t stride = 1;
  std::int64_t padding = 0;
  std::int64_t dilation = 1;
};

Layer convolution(TensorReader& reader, const std::string& name, const Sizes& sizes) {
  const at::Tensor weight = read_weight(reader, name, {sizes.out, sizes.in, sizes.kernel});
  const at::Tensor bias = models::read_tensor(reader, name + ".bias", {sizes.out});
  return [weight, bias, sizes](const at::Tensor& x) {
    return at::conv1d(x,
                      weight,
                      bias,
                      at::IntArrayRef{sizes.stride},
                      at::IntArrayRef{sizes.padding},
                      at::IntArrayRef{sizes.dilation});
  };
}

Layer upsampling(TensorReader& reader, const std::string& name, const Sizes& sizes) {
  const at::Tensor weight = read_weight(reader, name, {sizes.in, sizes.out, sizes.kernel});
  const at::Tensor bias = models::read_tensor(reader, name + ".bias", {sizes.out});
  return [weight, bias, sizes](const at::Tensor& x) {
    return at::conv_transpose1d(
        x, weight, bias, at::IntArrayRef{sizes.stride}, at::IntArrayRef{sizes.padding});
  };
}

/// Three residual units of growing dilation, "<name>1" to "<name>3".
void add_residuals(TensorReader& reader,
                   const std::string& name,
                   std::int64_t width,
                   std::vector<Layer>& layers) {
  std::int64_t dilation = 1;
  for (int unit = 1; unit <= 3; ++unit, dilation *= 3) {
    const std::string own = name + std::to_string(unit) + ".";
    const std::vector<Layer> change{
        snake(reader, own + "snake1", width),
        convolution(reader, own + "conv1", {width, width, 7, 1, 3 * dilation, dilation}),
        snake(reader, own + "snake2", width),
        convolution(reader, own + "conv2", {width, width, 1})};
    layers.emplace_back([change](const at::Tensor& x) { return x + run(change, x); });
  }
}

std::vector<Layer> read_encoder(TensorReader& reader, const DacConfig& config) {
  std::vector<Layer> layers;
  std::int64_t width = config.encoder_width;
  layers.push_back(convolution(reader, "encoder.conv1", {1, width, 7, 1, 3}));
  for (std::size_t i = 0; i < config.ratios.size(); ++i) {
    const std::int64_t ratio = config.ratios[i];
    const std::string block = "encoder.block." + std::to_string(i) + ".";
    add_residuals(reader, block + "res_unit", width, layers);
    layers.push_back(snake(reader, block + "snake1", width));
    layers.push_back(convolution(
        reader, block + "conv1", {width, 2 * width, 2 * ratio, ratio, (ratio + 1) / 2}));
    width *= 2;
  }
  layers.push_back(snake(reader, "encoder.snake1", width));
  layers.push_back(convolution(reader, "encoder.conv2", {width, width, 3, 1, 1}));
  return layers;
}

std::vector<Layer> read_decoder(TensorReader& reader, const DacConfig& config) {
  std::vector<Layer> layers;
  std::int64_t width = config.decoder_width;
  layers.push_back(convolution(reader, "decoder.conv1", {config.width(), width, 7, 1, 3}));
  for (std::size_t i = 0; i < config.ratios.size(); ++i) {
    const std::int64_t ratio = config.ratios[config.ratios.size() - 1 - i];
    const std::string block = "decoder.block." + std::to_string(i) + ".";
    layers.push_back(snake(reader, block + "snake1", width));
    layers.push_back(upsampling(
        reader, block + "conv_t1", {width, width / 2, 2 * ratio, ratio, (ratio + 1) / 2}));
    width /= 2;
    add_residuals(reader, block + "res_unit", width, layers);
  }
  layers.push_back(snake(reader, "decoder.snake1", width));
  layers.push_back(convolution(reader, "decoder.conv2", {width, 1, 7, 1, 3}));
  layers.emplace_back([](const at::Tensor& x) { return at::tanh(x); });
  return layers;
}

/// Codes of a few dimensions, compared by angle.
struct Quantizer {
  Layer in;
  Layer out;
  at::Tensor vectors;  // [V, d]
};

std::vector<Quantizer> read_quantizers(TensorReader& reader, const DacConfig& config) {
  std::vector<Quantizer> quantizers;
  for (int i = 0; i < config.codebooks; ++i) {
    const std::string name = "quantizer.quantizers." + std::to_string(i) + ".";
    quantizers.push_back(
        {convolution(reader, name + "in_proj", {config.width(), config.codebook_width, 1}),
         convolution(reader, name + "out_proj", {config.codebook_width, config.width(), 1}),
         models::read_tensor(
             reader, name + "codebook.weight", {config.codebook_size, config.codebook_width})});
  }
  return quantizers;
}

at::Tensor unit_rows(const at::Tensor& rows) {
  return rows / rows.norm(2, {1}, true).clamp_min(1e-12);
}

class Dac final : public PublishedCodecModel {
 public:
  Dac(TensorReader reader, const DacConfig& config)
      : config_(config),
        encoder_(read_encoder(reader, config)),
        decoder_(read_decoder(reader, config)),
        quantizers_(read_quantizers(reader, config)) {
    reader.finish();
  }

  std::vector<std::int32_t> encode(std::span<const float> samples, int codebooks) const override {
    const at::NoGradGuard no_grad;
    check_codebooks(codebooks, config_.codebooks);
    check_samples(samples.size(), 1);
    std::vector<float> copy(samples.begin(), samples.end());
    at::Tensor residual = run(encoder_, at::tensor(copy).view({1, 1, -1}));  // [1, D, T]
    std::vector<std::int32_t> codes;
    for (int book = 0; book < codebooks; ++book) {
      const Quantizer& quantizer = quantizers_[static_cast<std::size_t>(book)];
      const at::Tensor projected = quantizer.in(residual).squeeze(0).transpose(0, 1);  // [T, d]
      const at::Tensor nearest =
          at::matmul(unit_rows(projected), unit_rows(quantizer.vectors).t()).argmax(1);
      residual = residual - restored(quantizer, nearest);
      const at::Tensor ints = nearest.to(at::kInt).contiguous();
      codes.insert(codes.end(), ints.data_ptr<int>(), ints.data_ptr<int>() + ints.numel());
    }
    return codes;
  }

  std::vector<float> decode(std::span<const std::int32_t> codes, int codebooks) const override {
    const at::NoGradGuard no_grad;
    check_codebooks(codebooks, config_.codebooks);
    check_codes(codes, codebooks, config_.codebook_size);
    const std::size_t frames = codes.size() / static_cast<std::size_t>(codebooks);
    at::Tensor latents = at::zeros({1, config_.width(), static_cast<std::int64_t>(frames)});
    for (std::size_t book = 0; book * frames < codes.size(); ++book) {
      const auto row = codes.subspan(book * frames, frames);
      const at::Tensor index = at::tensor(std::vector<std::int64_t>(row.begin(), row.end()));
      latents = latents + restored(quantizers_[book], index);
    }
    const at::Tensor samples = run(decoder_, latents).contiguous();
    return {samples.data_ptr<float>(), samples.data_ptr<float>() + samples.numel()};
  }

 private:
  /// [1, D, T] of codes [T].
  static at::Tensor restored(const Quantizer& quantizer, const at::Tensor& codes) {
    return quantizer.out(quantizer.vectors.index_select(0, codes).transpose(0, 1).unsqueeze(0));
  }

  DacConfig config_;
  std::vector<Layer> encoder_;
  std::vector<Layer> decoder_;
  std::vector<Quantizer> quantizers_;
};

}  // namespace

std::unique_ptr<PublishedCodecModel> open_dac(const models::TensorSet& tensors,
                                              const DacConfig& config) {
  return std::make_unique<Dac>(TensorReader(tensors), config);
}

}  // namespace melisma::codec
