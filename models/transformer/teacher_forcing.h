#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/conditioning/frame_features.h"
#include "models/transformer/language_model.h"

namespace melisma::models {

/// Logits of given frames: codebook k of frame t at [k][t * V_k], V_k values.
using FrameLogits = std::vector<std::vector<float>>;

/// Feeds `codes` [T, K] (frame by frame) and collects the logits that the model gave each code
/// before it saw it: what training computes in one pass, here through the cached path. `features`
/// has at least T frames, or none if the model takes no features. Throws ShapeError and InputError
/// as step() does.
FrameLogits teacher_forced_logits(const LanguageModel& model,
                                  std::span<const std::int32_t> codes,
                                  const FrameFeatures& features,
                                  std::span<const std::int32_t> text);

}  // namespace melisma::models
