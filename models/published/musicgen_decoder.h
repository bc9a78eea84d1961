#pragma once

#include "models/checkpoint/tensor_set.h"
#include "models/kernels/matrix.h"
#include "models/transformer/delay_language_model.h"

namespace melisma::models {

/// The tensors of a DelayLanguageModel from `published`, the part "decoder." of a MusicGen
/// checkpoint: queries, keys and values of a layer are one matrix here, and matrices are stored as
/// `type` (tables and heads in 8 bits at least). A part that models quantize wrote is taken as it
/// is. Throws CheckpointError for missing, unexpected and mis-shaped tensors, all in one message,
/// and as quantize() does.
TensorSet musicgen_decoder_tensors(const TensorSet& published,
                                   const DelayLanguageModelConfig& config,
                                   WeightType type);

}  // namespace melisma::models
