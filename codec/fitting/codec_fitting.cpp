#include "codec/fitting/codec_fitting.h"

#include <cmath>
#include <random>
#include <span>

#include "audio/error.h"
#include "codec/fitting/k_means.h"
#include "codec/fitting/ridge_regression.h"
#include "codec/residual_vector_quantizer.h"
#include "codec/spectral_codec.h"

namespace melisma::codec {
namespace {

using models::OwnedTensor;

constexpr Eigen::Index kBlock = 4096;
constexpr double kRidge = 1e-4;
constexpr int kKMeansIterations = 12;

std::span<const float> values(const RowMatrix& matrix) {
  return {matrix.data(), static_cast<std::size_t>(matrix.size())};
}

void put(CodecTensors& tensors, const std::string& name, const RowMatrix& matrix) {
  tensors[name] = OwnedTensor::from_floats(values(matrix), {matrix.rows(), matrix.cols()});
}

void put_vector(CodecTensors& tensors, const std::string& name, const Eigen::VectorXf& vector) {
  tensors[name] = OwnedTensor::from_floats({vector.data(), static_cast<std::size_t>(vector.size())},
                                           {vector.size()});
}

/// A residual stack whose output layer is zero; the rest is drawn like LibTorch would.
class StackSeeder {
 public:
  StackSeeder(CodecTensors& tensors, std::uint64_t seed) : tensors_(tensors), random_(seed) {}

  void add(const std::string& prefix, const ConvNextConfig& config, int inputs, int outputs) {
    if (config.blocks == 0) {
      return;
    }
    const int inner = config.width * config.expansion;
    linear(prefix + ".input", config.width, inputs, 1.0);
    for (int i = 0; i < config.blocks; ++i) {
      const std::string name = prefix + ".blocks." + std::to_string(i);
      RowMatrix depthwise = uniform(config.width, config.kernel, 1.0 / std::sqrt(config.kernel));
      tensors_[name + ".depthwise.weight"] =
          OwnedTensor::from_floats(values(depthwise), {config.width, 1, config.kernel});
      put_vector(tensors_, name + ".depthwise.bias", Eigen::VectorXf::Zero(config.width));
      put_vector(tensors_, name + ".norm.weight", Eigen::VectorXf::Ones(config.width));
      put_vector(tensors_, name + ".norm.bias", Eigen::VectorXf::Zero(config.width));
      linear(name + ".in", inner, config.width, 1.0);
      linear(name + ".out", config.width, inner, 0.3);
    }
    linear(prefix + ".output", outputs, config.width, 0.0);
  }

 private:
  RowMatrix uniform(Eigen::Index rows, Eigen::Index columns, double bound) {
    RowMatrix matrix(rows, columns);
    for (Eigen::Index i = 0; i < matrix.size(); ++i) {
      const double unit = static_cast<double>(random_() >> 11U) * 0x1p-53;
      matrix.data()[i] = static_cast<float>((2 * unit - 1) * bound);
    }
    return matrix;
  }
  void linear(const std::string& name, int outputs, int inputs, double gain) {
    put(tensors_, name + ".weight", uniform(outputs, inputs, gain / std::sqrt(inputs)));
    put_vector(tensors_, name + ".bias", Eigen::VectorXf::Zero(outputs));
  }

  CodecTensors& tensors_;
  std::mt19937_64 random_;
};

void put_decoder(const Eigen::MatrixXf& solution, CodecTensors& tensors) {
  const Eigen::Index inputs = solution.rows() - 1;
  put(tensors, "decoder.linear.weight", solution.topRows(inputs).transpose());
  put_vector(tensors, "decoder.linear.bias", solution.row(inputs).transpose());
}

/// Loads tensors into native weights, as a file would.
SpectralWeights native_weights(const SpectralCodecConfig& config, const CodecTensors& tensors) {
  const auto file =
      models::SafetensorsFile(models::format_safetensors(tensors, {}), "codec in memory");
  models::TensorReader reader(file);
  SpectralWeights weights(config, reader);
  reader.finish();
  return weights;
}

}  // namespace

CodecTensors fit_linear_paths(const SpectralCodecConfig& config,
                              const CodecFrames& frames,
                              std::uint64_t seed) {
  CovarianceAccumulator covariance(config.analysis.feature_count());
  for (Eigen::Index begin = 0; begin < frames.features.rows(); begin += kBlock) {
    covariance.add(
        frames.features.middleRows(begin, std::min(kBlock, frames.features.rows() - begin)));
  }
  const PrincipalComponents components = covariance.solve(config.latent_width);
  CodecTensors tensors;
  StackSeeder seeder(tensors, seed);
  seeder.add(
      "encoder.residual", config.encoder, config.analysis.feature_count(), config.latent_width);
  seeder.add("decoder.residual", config.decoder, config.latent_width, config.decoder_outputs());
  RowMatrix latents = (frames.features.rowwise() - components.mean.transpose()) * components.basis;
  const float scale = 1.0F / std::sqrt(latents.array().square().mean());
  latents *= scale;
  const RowMatrix weight = components.basis.transpose() * scale;
  put(tensors, "encoder.linear.weight", weight);
  put_vector(tensors, "encoder.linear.bias", -(weight * components.mean));
  tensors["quantizer.codebooks"] = OwnedTensor::from_floats(
      std::vector<float>(
          static_cast<std::size_t>(config.codebooks * config.codebook_size * config.latent_width)),
      {config.codebooks, config.codebook_size, config.latent_width});
  RidgeRegression regression(config.latent_width, config.decoder_outputs());
  for (Eigen::Index begin = 0; begin < latents.rows(); begin += kBlock) {
    const Eigen::Index rows = std::min(kBlock, latents.rows() - begin);
    regression.add(latents.middleRows(begin, rows), frames.targets.middleRows(begin, rows));
  }
  put_decoder(regression.solve(kRidge), tensors);
  return tensors;
}

RowMatrix encode_latents(const SpectralCodecConfig& config,
                         const CodecTensors& tensors,
                         const CodecFrames& frames) {
  const SpectralWeights weights = native_weights(config, tensors);
  LatentEncoder encoder(weights);
  RowMatrix latents(frames.features.rows(), config.latent_width);
  for (std::size_t clip = 0; clip + 1 < frames.clip_begins.size(); ++clip) {
    encoder.reset();
    for (Eigen::Index t = frames.clip_begins[clip]; t < frames.clip_begins[clip + 1]; ++t) {
      encoder.steps(
          {frames.features.row(t).data(), static_cast<std::size_t>(frames.features.cols())},
          {latents.row(t).data(), static_cast<std::size_t>(latents.cols())});
    }
  }
  return latents;
}

std::vector<double> fit_codebooks(const SpectralCodecConfig& config,
                                  const RowMatrix& latents,
                                  std::uint64_t seed,
                                  CodecTensors& tensors) {
  RowMatrix residual = latents;
  const double variance = residual.array().square().rowwise().sum().mean();
  std::vector<float> codebooks;
  std::vector<double> remaining;
  for (int book = 0; book < config.codebooks; ++book) {
    const KMeansResult result =
        k_means(residual,
                {config.codebook_size, kKMeansIterations, seed + static_cast<std::uint64_t>(book)});
    for (Eigen::Index t = 0; t < residual.rows(); ++t) {
      residual.row(t) -= result.centroids.row(result.assignment[static_cast<std::size_t>(t)]);
    }
    codebooks.insert(codebooks.end(),
                     result.centroids.data(),
                     result.centroids.data() + result.centroids.size());
    remaining.push_back(result.distortion / variance);
  }
  tensors["quantizer.codebooks"] = OwnedTensor::from_floats(
      codebooks, {config.codebooks, config.codebook_size, config.latent_width});
  return remaining;
}

void refit_decoder(const SpectralCodecConfig& config,
                   const RowMatrix& latents,
                   const CodecFrames& frames,
                   CodecTensors& tensors) {
  const std::span<const float> books(
      reinterpret_cast<const float*>(tensors.at("quantizer.codebooks").bytes.data()),
      static_cast<std::size_t>(config.codebooks * config.codebook_size * config.latent_width));
  const ResidualVectorQuantizer quantizer(
      {books.begin(), books.end()}, config.codebooks, config.codebook_size, config.latent_width);
  const auto width = static_cast<std::size_t>(config.latent_width);
  std::vector<std::int32_t> codes(static_cast<std::size_t>(config.codebooks));
  auto scratch = quantizer.make_scratch();
  RidgeRegression regression(config.latent_width, config.decoder_outputs());
  for (Eigen::Index begin = 0; begin < latents.rows(); begin += kBlock) {
    const Eigen::Index rows = std::min(kBlock, latents.rows() - begin);
    RowMatrix quantized(rows, config.latent_width);
    for (Eigen::Index row = 0; row < rows; ++row) {
      quantizer.encode({latents.row(begin + row).data(), width}, codes, scratch);
      quantizer.decode(codes, {quantized.row(row).data(), width});
    }
    regression.add(quantized, frames.targets.middleRows(begin, rows));
  }
  put_decoder(regression.solve(kRidge), tensors);
}

void write_codec(const std::filesystem::path& path,
                 const SpectralCodecConfig& config,
                 const CodecTensors& tensors,
                 const std::string& provenance,
                 models::DataType type) {
  CodecTensors written;
  for (const auto& [name, tensor] : tensors) {
    const std::span<const float> floats(reinterpret_cast<const float*>(tensor.bytes.data()),
                                        tensor.bytes.size() / sizeof(float));
    written[name] = OwnedTensor::from_floats(floats, tensor.shape, type);
  }
  models::write_safetensors(path,
                            written,
                            {{"format", "melisma/1"},
                             {"kind", "spectral_codec"},
                             {"config", to_json(config)},
                             {"hash", codec_hash(config, written)},
                             {"licence", "Apache-2.0"},
                             {"provenance", provenance}});
}

}  // namespace melisma::codec
