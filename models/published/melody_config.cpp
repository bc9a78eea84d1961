#include "models/published/melody_config.h"

#include "audio/error.h"

namespace melisma::models {

MelodyChromaConfig read_melody_config(const ConfigJson& json) {
  MelodyChromaConfig config;
  config.sample_rate = json.integer("sampling_rate", 1000, 384000);
  config.window = json.integer("n_fft", 4, 1 << 20);
  config.hop = json.integer("hop_length", 1, 1 << 20);
  config.classes = json.integer("feature_size", 12, 12);
  config.longest_seconds = json.integer("chunk_length", 1, 3600);
  if (config.window % 2 != 0 || config.hop > config.window) {
    throw CheckpointError(json.name() + ": found n_fft " + std::to_string(config.window) +
                          " and hop_length " + std::to_string(config.hop) +
                          ", wanted an even window and a hop within it.");
  }
  return config;
}

}  // namespace melisma::models
