#pragma once

#include "models/run_time_module.h"
#include "models/torch_training.h"
#include "tests/support/random_language_model.h"

namespace melisma::testing {

/// The language model of the LibTorch module under test (MELISMA_TORCH_MODULE names it).
inline models::LanguageModelTorch& torch_language_model() {
  return models::torch_interface<models::LanguageModelTorch>(models::kLanguageModelTorchSymbol);
}

/// A tiny model whose matrices have sides that the bfloat16 kernels take.
inline models::LanguageModelConfig fast_language_model_config() {
  auto config = tiny_language_model_config();
  config.code_sizes = {64, 32, 96};
  for (models::TransformerConfig* part : {&config.text, &config.main, &config.depth}) {
    part->width = 64;
    part->heads = 2;
    part->feed_forward = 96;
  }
  return config;
}

}  // namespace melisma::testing
