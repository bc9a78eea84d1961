#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "models/checkpoint/tensor_set.h"
#include "models/transformer/delay_model.h"

namespace melisma::models {

/// Delay-pattern language models in the LibTorch module, float32, with a cache that is allocated
/// once: what runs on a GPU, and the native engine's reference and yardstick. Fetched by
/// torch_interface<TorchDelayModels>(kTorchDelayModelsSymbol).
class TorchDelayModels {
 public:
  virtual ~TorchDelayModels() = default;
  /// `tensors` as DelayLanguageModel reads them, of any type; `device`: "cpu" or "cuda". Throws
  /// ConfigError for a device that is not there, CheckpointError for tensors that do not fit.
  virtual std::unique_ptr<DelayModel> open(const TensorSet& tensors,
                                           const DelayLanguageModelConfig& config,
                                           const std::string& device) = 0;
  /// Seconds of each of `steps` steps of `columns` columns with `cached` random steps in the cache,
  /// on `threads` threads of LibTorch.
  virtual std::vector<double> time_steps(const TensorSet& tensors,
                                         const DelayLanguageModelConfig& config,
                                         std::int64_t columns,
                                         int threads,
                                         int cached,
                                         int steps) = 0;
};

constexpr const char* kTorchDelayModelsSymbol = "melisma_torch_delay_models";

}  // namespace melisma::models
