#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "codec/spectral_codec_config.h"
#include "models/torch_training.h"

namespace melisma::codec {

/// How a codec is made from sound files. The phases, each skipped when its output is in the run
/// folder:
///   1. linear.safetensors       principal components and ridge regression (closed form)
///   2. autoencoder/             encoder and decoder residuals trained without a quantizer (if
///   minutes > 0)
///   3. frozen.safetensors       codebooks by k-means; encoder and codebooks never change again
///   4. decoder/                 the decoder trained on the frozen codes (if minutes > 0)
/// codec.safetensors is written after 3 and again after 4, with the same hash.
struct CodecTraining {
  models::TrainingOptions options;  // run folder, seed, device, threads, learning rate...
  SpectralCodecConfig config;
  std::vector<std::filesystem::path> clips;           // sound files to train on
  std::vector<std::filesystem::path> held_out_clips;  // and to measure on
  std::int64_t max_frames = 150000;
  double autoencoder_minutes = 0;
  double decoder_minutes = 10;
  std::int64_t batch = 16;  // crops a step
  std::int64_t crop_frames = 64;
  std::string provenance;
};

/// Training and reference of the spectral codec, in the LibTorch module. Fetched by
/// models::torch_interface<CodecTorch>(kCodecTorchSymbol).
class CodecTorch {
 public:
  virtual ~CodecTorch() = default;
  /// Throws ConfigError, CheckpointError, Error. Returns at Ctrl-C with everything resumable.
  virtual void train(const CodecTraining& training) = 0;
  /// Codes [T][K] of features [T][F] by the codec file's encoder: the reference of the native one.
  virtual std::vector<std::int32_t> encode(const std::filesystem::path& codec,
                                           std::span<const float> features) = 0;
  /// ln(S + floor) [T][2 (hop + 1)] of codes [T][codebooks].
  virtual std::vector<float> decode(const std::filesystem::path& codec,
                                    std::span<const std::int32_t> codes,
                                    int codebooks) = 0;
};

constexpr const char* kCodecTorchSymbol = "melisma_torch_codec";

}  // namespace melisma::codec
