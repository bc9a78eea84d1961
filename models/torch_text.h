#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "models/checkpoint/tensor_set.h"
#include "models/published/t5_config.h"

namespace melisma::models {

/// Texts of one length: ids and marks (1 = a token, 0 = padding), [texts, length].
struct TokenBatch {
  std::int64_t texts = 0;
  std::vector<std::int32_t> ids;
  std::vector<std::int32_t> marks;
};

/// The encoder of T5 (Raffel et al. 2020, arXiv 1910.10683) with its weights.
class T5Model {
 public:
  virtual ~T5Model() = default;
  /// States [texts, length, width]. Throws InputError for ids outside the vocabulary.
  [[nodiscard]] virtual std::vector<float> encode(const TokenBatch& batch) const = 0;
};

/// T5 in the LibTorch module: torch_interface<T5Torch>(kT5TorchSymbol).
class T5Torch {
 public:
  virtual ~T5Torch() = default;
  /// Of tensors in the published layout. Throws CheckpointError for missing, unexpected and
  /// mis-shaped ones, all in one message.
  virtual std::unique_ptr<T5Model> open(const TensorSet& tensors, const T5Config& config) = 0;
};

constexpr const char* kT5TorchSymbol = "melisma_torch_t5";

}  // namespace melisma::models
