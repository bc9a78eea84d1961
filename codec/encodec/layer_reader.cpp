#include "codec/encodec/layer_reader.h"

namespace melisma::codec {
namespace {

std::size_t size(int value) {
  return static_cast<std::size_t>(value);
}

}  // namespace

StreamConvolution LayerReader::convolution(int in, int out, int kernel, int stride) {
  const ConvolutionSizes sizes{size(in), size(out), size(kernel), 1, size(stride)};
  return {reader_, next(), config_, sizes, type_};
}

models::Lstm LayerReader::lstm(int width) {
  return {reader_, next() + ".lstm", config_.lstm_layers, size(width), type_};
}

StreamUpsampling LayerReader::upsampling(int in, int ratio) {
  return {reader_, next(), config_, size(in), size(in / 2), size(ratio), type_};
}

std::vector<ResidualBlock> LayerReader::residuals(int width) {
  std::vector<ResidualBlock> blocks;
  std::size_t dilation = 1;
  for (int j = 0; j < config_.residual_layers; ++j, dilation *= size(config_.dilation_growth)) {
    blocks.emplace_back(reader_, next(), config_, size(width), dilation, type_);
  }
  return blocks;
}

std::vector<std::vector<float>> read_encodec_codebooks(models::TensorReader& reader,
                                                       const models::EncodecConfig& config) {
  std::vector<std::vector<float>> codebooks;
  for (int book = 0; book < config.codebooks(); ++book) {
    const std::string name = "quantizer.layers." + std::to_string(book) + ".codebook.";
    codebooks.push_back(reader.floats(name + "embed", {config.codebook_size, config.width}));
    for (const char* of_training : {"embed_avg", "cluster_size", "inited"}) {
      reader.ignore(name + of_training);
    }
  }
  return codebooks;
}

}  // namespace melisma::codec
