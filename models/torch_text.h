#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "models/published/t5_config.h"

namespace melisma::models {

/// Texts of one length: ids and marks (1 = a token, 0 = padding), [texts, length].
struct TokenBatch {
  std::int64_t texts = 0;
  std::vector<std::int32_t> ids;
  std::vector<std::int32_t> marks;
};

/// The encoder of T5 (Raffel et al. 2020, arXiv 1910.10683) in the LibTorch module. Fetched by
/// TorchModule::open().symbol(kT5TorchSymbol), a T5Torch* (*)().
class T5Torch {
 public:
  virtual ~T5Torch() = default;
  /// States [texts, length, width] of a checkpoint in the published layout. Throws CheckpointError
  /// for missing, unexpected and mis-shaped tensors (all in one message) and InputError for ids
  /// outside the vocabulary.
  virtual std::vector<float> encode(const std::filesystem::path& model,
                                    const T5Config& config,
                                    const TokenBatch& batch) = 0;
};

constexpr const char* kT5TorchSymbol = "melisma_torch_t5";

}  // namespace melisma::models
