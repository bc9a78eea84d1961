#pragma once

#include <vector>

#include "models/published/config_json.h"

namespace melisma::models {

/// DAC, the Descript audio codec (Kumar et al. 2023, arXiv 2306.06546), from the `config.json` of a
/// published checkpoint.
struct DacConfig {
  int sample_rate = 44100;
  int encoder_width = 64;  // doubled at every ratio
  int decoder_width = 1536;
  int codebooks = 9;
  int codebook_size = 1024;
  int codebook_width = 8;               // that codes are compared in
  std::vector<int> ratios{2, 4, 8, 8};  // of the encoder, in order

  /// Of latents.
  [[nodiscard]] int width() const { return encoder_width << ratios.size(); }
  [[nodiscard]] int hop() const;
  /// Frames to either side that codes or samples of a frame depend on, at most.
  [[nodiscard]] int receptive_frames() const;
};

/// Throws CheckpointError that names the member and what was wanted.
DacConfig read_dac_config(const ConfigJson& json);

}  // namespace melisma::models
