#include "models/published/dac_config.h"

#include <functional>
#include <numeric>

#include "audio/error.h"

namespace melisma::models {

int DacConfig::hop() const {
  return std::accumulate(ratios.begin(), ratios.end(), 1, std::multiplies<>());
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
