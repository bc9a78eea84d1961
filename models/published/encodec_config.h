#pragma once

#include <vector>

#include "models/published/config_json.h"

namespace melisma::models {

/// EnCodec (Défossez et al. 2022, arXiv 2210.13438), from the `config.json` of a published
/// checkpoint, or the part of one ("audio_encoder" of a MusicGen).
struct EncodecConfig {
  int sample_rate = 24000;
  int channels = 1;
  int filters = 32;
  int width = 128;  // of latents
  int codebook_size = 1024;
  int kernel = 7;
  int last_kernel = 7;
  int residual_kernel = 3;
  int residual_layers = 1;
  int dilation_growth = 2;
  int compress = 2;
  int lstm_layers = 2;
  std::vector<int> ratios{8, 5, 4, 2};  // of the decoder, in order
  std::vector<double> bandwidths{1.5};  // kbit/s
  bool causal = true;
  bool reflect = true;        // how convolutions are padded; else zeros
  bool conv_shortcut = true;  // in residual blocks; else identity
  double trim_right_ratio = 1;
  bool group_norm = false;  // behind convolutions whose weights are plain; else weight norm
  bool normalise = false;   // chunks are divided by their loudness
  double chunk_s = 0;       // coded on their own; 0: the signal is one
  double overlap = 0;       // of chunks, as a share of them

  [[nodiscard]] int hop() const;
  [[nodiscard]] int frame_rate() const;
  /// Samples of a chunk, and from one's start to the next's.
  [[nodiscard]] int chunk() const;
  [[nodiscard]] int chunk_stride() const;
  /// Codebooks in the file.
  [[nodiscard]] int codebooks() const;
  /// Codebooks that a bandwidth takes.
  [[nodiscard]] int codebooks_of(double bandwidth) const;
};

/// Throws CheckpointError that names the member and what was wanted.
EncodecConfig read_encodec_config(const ConfigJson& json);

}  // namespace melisma::models
