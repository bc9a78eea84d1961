#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "models/published/encodec_config.h"

namespace melisma::codec {

/// EnCodec (Défossez et al. 2022, arXiv 2210.13438) from published checkpoints, in the LibTorch
/// module. Fetched by models::torch_interface<EncodecTorch>(kEncodecTorchSymbol).
class EncodecTorch {
 public:
  virtual ~EncodecTorch() = default;
  /// Codes [codebooks, frames] of samples [channels, length]; frames = ceil(length / hop). Throws
  /// CheckpointError (all faults of the file in one message) and ShapeError.
  virtual std::vector<std::int32_t> encode(const std::filesystem::path& model,
                                           const models::EncodecConfig& config,
                                           std::span<const float> samples,
                                           int codebooks) = 0;
  /// Samples [channels, frames * hop] of codes [codebooks, frames]. Throws InputError for codes out
  /// of range.
  virtual std::vector<float> decode(const std::filesystem::path& model,
                                    const models::EncodecConfig& config,
                                    std::span<const std::int32_t> codes,
                                    int codebooks) = 0;
};

constexpr const char* kEncodecTorchSymbol = "melisma_torch_encodec";

}  // namespace melisma::codec
