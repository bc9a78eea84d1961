#include "tests/support/tiny_codec.h"

#include <cmath>
#include <random>
#include <string>

namespace melisma::testing {
namespace {

/// Fills a residual stack's output layer, which fitting leaves zero.
void randomise(codec::CodecTensors& tensors, const std::string& name, float gain, std::mt19937& random) {
  models::OwnedTensor& tensor = tensors.at(name);
  std::normal_distribution<float> normal(0.0F, gain);
  std::vector<float> values(tensor.bytes.size() / sizeof(float));
  for (float& value : values) {
    value = normal(random);
  }
  tensor = models::OwnedTensor::from_floats(values, tensor.shape);
}

}  // namespace

codec::SpectralCodecConfig tiny_codec_config() {
  codec::SpectralCodecConfig config;
  config.id = "tiny";
  config.sample_rate = 8000;
  config.analysis = {48, 192, 49, 48, 1e-3F};
  config.latent_width = 16;
  config.codebooks = 3;
  config.codebook_size = 32;
  config.encoder = {12, 2, 3, 2};
  config.decoder = {12, 2, 3, 2};
  return config;
}

codec::CodecFrames analysed(std::span<const float> samples, const codec::SpectralCodecConfig& config) {
  const auto hop = static_cast<std::size_t>(config.analysis.hop);
  const auto frames = static_cast<Eigen::Index>((samples.size() + hop - 1) / hop);
  codec::CodecFrames result;
  result.features.resize(frames, config.analysis.feature_count());
  result.targets.resize(frames, config.decoder_outputs());
  codec::ClipAnalyser(config).analyse(samples, result.features, result.targets);
  result.clip_begins = {0, frames};
  return result;
}

std::vector<float> varied_signal(std::size_t samples, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> unit(0.0F, 1.0F);
  std::vector<float> signal(samples);
  float phase = 0;
  float step = 0;
  float level = 0;
  float hiss = 0;
  for (std::size_t i = 0; i < samples; ++i) {
    if (i % 500 == 0) {
      step = 0.05F + 1.2F * unit(random) * unit(random);
      level = unit(random) < 0.2F ? 0.0F : 0.5F * unit(random);
      hiss = unit(random) < 0.5F ? 0.0F : 0.2F * unit(random);
    }
    phase += step * (1.0F + 0.0003F * static_cast<float>(i % 500));
    signal[i] = level * std::sin(phase) + hiss * (unit(random) - 0.5F);
  }
  return signal;
}

codec::CodecTensors tiny_codec_tensors(std::uint64_t seed) {
  const codec::SpectralCodecConfig config = tiny_codec_config();
  const auto frames = analysed(varied_signal(48 * 400, 3), config);
  codec::CodecTensors tensors = codec::fit_linear_paths(config, frames, seed);
  std::mt19937 random(static_cast<unsigned>(seed));
  randomise(tensors, "encoder.residual.output.weight", 0.1F, random);
  randomise(tensors, "decoder.residual.output.weight", 0.1F, random);
  const codec::RowMatrix latents = codec::encode_latents(config, tensors, frames);
  codec::fit_codebooks(config, latents, seed, tensors);
  return tensors;
}

void write_tiny_codec(const std::filesystem::path& path, std::uint64_t seed) {
  codec::write_codec(path,
                     tiny_codec_config(),
                     tiny_codec_tensors(seed),
                     "made by a test",
                     models::DataType::kF32);
}

}  // namespace melisma::testing
