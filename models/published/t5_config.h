#pragma once

#include "models/published/config_json.h"

namespace melisma::models {

/// The encoder of T5, from the `config.json` of a published checkpoint.
struct T5Config {
  int width = 768;      // d_model
  int head_width = 64;  // d_kv
  int feed_forward = 3072;
  int layers = 12;
  int heads = 12;
  int buckets = 32;  // of relative positions
  int most_distance = 128;
  int vocabulary = 32128;
  bool gated_gelu = false;  // gated by the tanh approximation of GELU; else ReLU
  double norm_epsilon = 1e-6;
};

/// Throws CheckpointError that names the member and what was wanted.
T5Config read_t5_config(const ConfigJson& json);

}  // namespace melisma::models
