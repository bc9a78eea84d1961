#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "audio/error.h"
#include "codec/torch/encodec_layers.h"
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

/// Residual blocks of one width, one after another from layer `index` on.
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

struct Encodec {
  Encodec(const std::filesystem::path& path, const EncodecConfig& config) {
    const models::SafetensorsFile file(path);
    models::TensorReader reader(file);
    const EncodecSource source{reader, config};
    encoder = read_encoder(source);
    decoder = read_decoder(source);
    codebooks = read_codebooks(source);
    reader.finish();
  }

  std::vector<Layer> encoder;
  std::vector<Layer> decoder;
  std::vector<at::Tensor> codebooks;  // [V, D] each
};

void check_codebooks(const EncodecConfig& config, int codebooks) {
  if (codebooks < 1 || codebooks > config.codebooks()) {
    throw ShapeError("found " + std::to_string(codebooks) + " codebooks, wanted 1 to " +
                     std::to_string(config.codebooks()) + ".");
  }
}

class Implementation : public EncodecTorch {
 public:
  std::vector<std::int32_t> encode(const std::filesystem::path& model,
                                   const EncodecConfig& config,
                                   std::span<const float> samples,
                                   int codebooks) override {
    const at::NoGradGuard no_grad;
    check_codebooks(config, codebooks);
    const auto channels = static_cast<std::size_t>(config.channels);
    if (samples.empty() || samples.size() % channels != 0) {
      throw ShapeError("found " + std::to_string(samples.size()) + " samples for " +
                       std::to_string(channels) + " channels.");
    }
    const Encodec encodec(model, config);
    std::vector<float> copy(samples.begin(), samples.end());
    const at::Tensor x = at::tensor(copy).view({1, config.channels, -1});
    at::Tensor residual = run(encodec.encoder, x).squeeze(0).transpose(0, 1);  // [T, D]
    std::vector<std::int32_t> codes;
    for (int book = 0; book < codebooks; ++book) {
      const at::Tensor& vectors = encodec.codebooks[static_cast<std::size_t>(book)];
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

  std::vector<float> decode(const std::filesystem::path& model,
                            const EncodecConfig& config,
                            std::span<const std::int32_t> codes,
                            int codebooks) override {
    const at::NoGradGuard no_grad;
    check_codebooks(config, codebooks);
    const auto books = static_cast<std::size_t>(codebooks);
    if (codes.empty() || codes.size() % books != 0) {
      throw ShapeError("found " + std::to_string(codes.size()) + " codes for " +
                       std::to_string(codebooks) + " codebooks.");
    }
    for (const std::int32_t code : codes) {
      if (code < 0 || code >= config.codebook_size) {
        throw InputError("code " + std::to_string(code) + " is outside 0 to " +
                         std::to_string(config.codebook_size - 1) +
                         ". The codes are another codec's.");
      }
    }
    const Encodec encodec(model, config);
    const std::size_t frames = codes.size() / books;
    at::Tensor latents = at::zeros({static_cast<std::int64_t>(frames), config.width});
    for (std::size_t book = 0; book < books; ++book) {
      const auto row = codes.subspan(book * frames, frames);
      const at::Tensor index = at::tensor(std::vector<std::int64_t>(row.begin(), row.end()));
      latents = latents + encodec.codebooks[book].index_select(0, index);
    }
    const at::Tensor samples =
        run(encodec.decoder, latents.transpose(0, 1).unsqueeze(0)).contiguous();
    return {samples.data_ptr<float>(), samples.data_ptr<float>() + samples.numel()};
  }
};

}  // namespace
}  // namespace melisma::codec

extern "C" __attribute__((visibility("default"))) melisma::codec::EncodecTorch*
melisma_torch_encodec() {
  static melisma::codec::Implementation implementation;
  return &implementation;
}
