#include "models/published/dac_config.h"

#include <cmath>
#include <functional>
#include <numeric>

#include "audio/error.h"

namespace melisma::models {

int DacConfig::hop() const {
  return std::accumulate(ratios.begin(), ratios.end(), 1, std::multiplies<>());
}

int DacConfig::receptive_frames() const {
  constexpr double kResidual = 3 * (1 + 3 + 9);  // kernels of 7 with dilations 1, 3 and 9
  constexpr double kKernel = 3;                  // a kernel of 7
  // In samples, from a block's input on; the other half's blocks are the same, in reverse.
  double samples = kKernel;
  double rate = 1;  // samples a step
  for (const int ratio : ratios) {
    samples += rate * (kResidual + 2 * ratio);  // and a kernel of two strides
    rate *= ratio;
  }
  return static_cast<int>(std::ceil(samples / rate + kKernel));
}

DacConfig read_dac_config(const ConfigJson& json) {
  DacConfig config;
  config.sample_rate = json.integer("sampling_rate", 1000, 384000);
  config.encoder_width = json.integer("encoder_hidden_size", 1, 4096);
  config.decoder_width = json.integer("decoder_hidden_size", 1, 1 << 16);
  config.codebooks = json.integer("n_codebooks", 1, 256);
  config.codebook_size = json.integer("codebook_size", 2, 1 << 20);
  config.codebook_width = json.integer("codebook_dim", 1, 4096);
  config.ratios = json.integers("downsampling_ratios", 1, 64, 8);
  if (config.decoder_width % (1 << config.ratios.size()) != 0) {
    throw CheckpointError(json.name() + ": found decoder_hidden_size " +
                          std::to_string(config.decoder_width) + ", wanted a multiple of " +
                          std::to_string(1 << config.ratios.size()) + ".");
  }
  return config;
}

}  // namespace melisma::models
