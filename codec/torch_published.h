#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "models/checkpoint/tensor_set.h"
#include "models/published/dac_config.h"
#include "models/published/encodec_config.h"

namespace melisma::codec {

/// A published codec with its weights, in LibTorch, whole signals at a time: the reference of what
/// runs on our kernels, and all there is for DAC.
class PublishedCodecModel {
 public:
  virtual ~PublishedCodecModel() = default;
  /// Codes [codebooks, frames] of samples [channels, length]. Throws ShapeError.
  [[nodiscard]] virtual std::vector<std::int32_t> encode(std::span<const float> samples,
                                                         int codebooks) const = 0;
  /// Samples [channels, length] of codes [codebooks, frames]. Throws ShapeError, and InputError for
  /// codes out of range.
  [[nodiscard]] virtual std::vector<float> decode(std::span<const std::int32_t> codes,
                                                  int codebooks) const = 0;
};

/// What opens them in the LibTorch module: models::torch_interface<PublishedCodecTorch>(
/// kPublishedCodecSymbol). Throws CheckpointError, all faults of the tensors in one message.
class PublishedCodecTorch {
 public:
  virtual ~PublishedCodecTorch() = default;
  /// EnCodec (Défossez et al. 2022, arXiv 2210.13438); frames = ceil(length / hop).
  virtual std::unique_ptr<PublishedCodecModel> open(const models::TensorSet& tensors,
                                                    const models::EncodecConfig& config) = 0;
  /// DAC (Kumar et al. 2023, arXiv 2306.06546); the length should be a multiple of the hop.
  virtual std::unique_ptr<PublishedCodecModel> open(const models::TensorSet& tensors,
                                                    const models::DacConfig& config) = 0;
};

constexpr const char* kPublishedCodecSymbol = "melisma_torch_published_codecs";

}  // namespace melisma::codec
