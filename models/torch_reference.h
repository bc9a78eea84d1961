#pragma once

#include <cstdint>
#include <vector>

#include "models/checkpoint/tensor_set.h"
#include "models/transformer/delay_language_model.h"

namespace melisma::models {

/// What a DelayLanguageModel is run with beside the native one.
struct DelayReferenceRun {
  TensorSet tensors;  // as DelayLanguageModel reads them, of any type
  DelayLanguageModelConfig config;
  std::int64_t columns = 1;
  int threads = 1;  // of LibTorch
};

/// The delay-pattern language model in the LibTorch module, in float32 with a preallocated cache:
/// the reference of the native one, and its yardstick. Fetched by
/// torch_interface<DelayReference>(kDelayReferenceSymbol).
class DelayReference {
 public:
  virtual ~DelayReference() = default;
  /// Logits [T, K, columns, V] of steps with `ids` [T, K]; every column attends to `memory` [S, D].
  virtual std::vector<float> logits(const DelayReferenceRun& run,
                                    const std::vector<std::int32_t>& ids,
                                    const std::vector<float>& memory) = 0;
  /// Seconds of each of `steps` steps with `cached` steps in the cache.
  virtual std::vector<double> time_steps(const DelayReferenceRun& run, int cached, int steps) = 0;
};

constexpr const char* kDelayReferenceSymbol = "melisma_torch_delay_reference";

}  // namespace melisma::models
