#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "codec/torch/dac.h"
#include "codec/torch/encodec_layers.h"
#include "codec/torch/published_codec_checks.h"
#include "codec/torch_published.h"
#include "models/torch/tensor_reading.h"

namespace melisma::codec {
namespace {

using models::EncodecConfig;
using Layer = std::function<at::Tensor(const at::Tensor&)>;

at::Tensor run(const std::vector<Layer>& layers, at::Tensor x) {
  for (const Layer& layer : layers) {
    x = layer(x);
  }
  return x;
}

at::Tensor elu(const at::Tensor& x) {
  return at::elu(x);
}

/// Residual blocks of one width, one after another.
void add_residuals(const EncodecSource& source,
                   const std::string& half,
                   std::int64_t width,
                   std::vector<Layer>& layers) {
  std::int64_t dilation = 1;
  for (int j = 0; j < source.config.residual_layers; ++j) {
    layers.emplace_back(
        EncodecResidual(source, half + std::to_string(layers.size()), width, dilation));
    dilation *= source.config.dilation_growth;
  }
}

// Layers are numbered as published: activations count, although they have no tensors.

std::vector<Layer> read_encoder(const EncodecSource& source) {
  const EncodecConfig& config = source.config;
  const std::string half = "encoder.layers.";
  const auto name = [&](const std::vector<Layer>& layers) {
    return half + std::to_string(layers.size());
  };
  std::vector<Layer> layers;
  std::int64_t width = config.filters;
  layers.emplace_back(
      EncodecConvolution(source, name(layers), {config.channels, width, config.kernel}));
  for (auto ratio = config.ratios.rbegin(); ratio != config.ratios.rend(); ++ratio) {
    add_residuals(source, half, width, layers);
    layers.emplace_back(elu);
    layers.emplace_back(
        EncodecConvolution(source, name(layers), {width, 2 * width, 2 * *ratio, *ratio}));
    width *= 2;
  }
  layers.emplace_back(EncodecRecurrence(source, name(layers), width));
  layers.emplace_back(elu);
  layers.emplace_back(
      EncodecConvolution(source, name(layers), {width, config.width, config.last_kernel}));
  return layers;
}

std::vector<Layer> read_decoder(const EncodecSource& source) {
  const EncodecConfig& config = source.config;
  const std::string half = "decoder.layers.";
  const auto name = [&](const std::vector<Layer>& layers) {
    return half + std::to_string(layers.size());
  };
  std::vector<Layer> layers;
  std::int64_t width = std::int64_t{config.filters} << config.ratios.size();
  layers.emplace_back(
      EncodecConvolution(source, name(layers), {config.width, width, config.kernel}));
  layers.emplace_back(EncodecRecurrence(source, name(layers), width));
  for (const int ratio : config.ratios) {
    layers.emplace_back(elu);
    layers.emplace_back(
        EncodecUpsampling(source, name(layers), {width, width / 2, 2 * ratio, ratio}));
    width /= 2;
    add_residuals(source, half, width, layers);
  }
  layers.emplace_back(elu);
  layers.emplace_back(
      EncodecConvolution(source, name(layers), {width, config.channels, config.last_kernel}));
  return layers;
}

std::vector<at::Tensor> read_codebooks(const EncodecSource& source) {
  const EncodecConfig& config = source.config;
  const std::vector<std::int64_t> shape{config.codebook_size, config.width};
  std::vector<at::Tensor> codebooks;
  for (int book = 0; book < config.codebooks(); ++book) {
    const std::string name = "quantizer.layers." + std::to_string(book) + ".codebook.";
    codebooks.push_back(models::read_tensor(source.reader, name + "embed", shape));
    // What training kept beside the vectors.
    const std::vector<std::pair<std::string, std::vector<std::int64_t>>> others{
        {"embed_avg", shape}, {"cluster_size", {config.codebook_size}}, {"inited", {1}}};
    for (const auto& [other, other_shape] : others) {
      if (source.reader.contains(name + other)) {
        source.reader.floats(name + other, other_shape);
      }
    }
  }
  return codebooks;
}

class Encodec final : public PublishedCodecModel {
 public:
  Encodec(models::TensorReader reader, const EncodecConfig& config) : config_(config) {
    const EncodecSource source{reader, config};
    encoder_ = read_encoder(source);
    decoder_ = read_decoder(source);
    codebooks_ = read_codebooks(source);
    reader.finish();
  }

  std::vector<std::int32_t> encode(std::span<const float> samples, int codebooks) const override {
    const at::NoGradGuard no_grad;
    check_codebooks(codebooks, config_.codebooks());
    check_samples(samples.size(), static_cast<std::size_t>(config_.channels));
    std::vector<float> copy(samples.begin(), samples.end());
    const at::Tensor x = at::tensor(copy).view({1, config_.channels, -1});
    at::Tensor residual = run(encoder_, x).squeeze(0).transpose(0, 1);  // [T, D]
    std::vector<std::int32_t> codes;
    for (int book = 0; book < codebooks; ++book) {
      const at::Tensor& vectors = codebooks_[static_cast<std::size_t>(book)];
      const at::Tensor distance = residual.pow(2).sum(1, true) -
                                  2 * at::matmul(residual, vectors.t()) +
                                  vectors.pow(2).sum(1).unsqueeze(0);
      const at::Tensor nearest = (-distance).argmax(1);
      residual = residual - vectors.index_select(0, nearest);
      const at::Tensor ints = nearest.to(at::kInt).contiguous();
      codes.insert(codes.end(), ints.data_ptr<int>(), ints.data_ptr<int>() + ints.numel());
    }
    return codes;
  }

  std::vector<float> decode(std::span<const std::int32_t> codes, int codebooks) const override {
    const at::NoGradGuard no_grad;
    check_codebooks(codebooks, config_.codebooks());
    check_codes(codes, codebooks, config_.codebook_size);
    const auto books = static_cast<std::size_t>(codebooks);
    const std::size_t frames = codes.size() / books;
    at::Tensor latents = at::zeros({static_cast<std::int64_t>(frames), config_.width});
    for (std::size_t book = 0; book < books; ++book) {
      const auto row = codes.subspan(book * frames, frames);
      const at::Tensor index = at::tensor(std::vector<std::int64_t>(row.begin(), row.end()));
      latents = latents + codebooks_[book].index_select(0, index);
    }
    const at::Tensor samples = run(decoder_, latents.transpose(0, 1).unsqueeze(0)).contiguous();
    return {samples.data_ptr<float>(), samples.data_ptr<float>() + samples.numel()};
  }

 private:
  EncodecConfig config_;
  std::vector<Layer> encoder_;
  std::vector<Layer> decoder_;
  std::vector<at::Tensor> codebooks_;  // [V, D] each
};

class Opener final : public PublishedCodecTorch {
 public:
  std::unique_ptr<PublishedCodecModel> open(const models::TensorSet& tensors,
                                            const EncodecConfig& config) override {
    return std::make_unique<Encodec>(models::TensorReader(tensors), config);
  }
  std::unique_ptr<PublishedCodecModel> open(const models::TensorSet& tensors,
                                            const models::DacConfig& config) override {
    return open_dac(tensors, config);
  }
};

}  // namespace
}  // namespace melisma::codec

extern "C" __attribute__((visibility("default"))) melisma::codec::PublishedCodecTorch*
melisma_torch_published_codecs() {
  static melisma::codec::Opener opener;
  return &opener;
}
