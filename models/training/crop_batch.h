#pragma once

#include <torch/torch.h>

#include <vector>

#include "models/crop_random.h"
#include "models/crop_source.h"
#include "models/torch/language_model.h"

namespace melisma::models {

/// Crops of one step as tensors. Rows shorter than the longest are padded at their end, where nothing is
/// trained (a causal model does not see what follows).
struct CropBatch {
  FrameInputs inputs;
  at::Tensor codes;                    // int64 [B * T, K], 0 in padding
  at::Tensor targets;                  // int64 [B * T, K], -1 = not trained
  at::Tensor weights;                  // float [B * T] in the loss
  std::vector<std::int64_t> lengths;   // frames of each row
  std::int64_t frames = 0;             // T
};

/// Throws ShapeError when a crop does not fit the configuration.
CropBatch make_batch(const std::vector<Crop>& crops, const LanguageModelConfig& config,
                     const at::Device& device);

/// Makes a crop unconditional: every frame has feature 0 alone, the text is token 0.
void drop_features(Crop& crop, std::int64_t frames);
void drop_text(Crop& crop);
/// Of about `share` of a crop's frames, later frames hear the codes of another of its frames, from a
/// random codebook on: like the errors that a model hears of its own.
void mishear(Crop& crop, std::int64_t books, double share, CropRandom& random);

}  // namespace melisma::models
