#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/conditioning/frame_features.h"
#include "models/transformer/delay_model.h"
#include "models/transformer/language_model.h"

namespace melisma::models {

/// What two models are compared under.
struct ComparisonProbe {
  FrameFeatures features;          // of every frame; none if the models take no features
  std::vector<std::int32_t> text;  // caption tokens
  std::int64_t frames = 0;
  std::uint64_t seed = 1;
};

/// How far a model is from another that it is to stand for.
struct ModelDifference {
  double divergence = 0;        // mean over codes of KL(reference || other), nats
  double worst_divergence = 0;  // of the codebook where it is largest
  double agreement = 0;         // share of codes whose likeliest code is the same
};

/// The reference draws codes at temperature 1; both are asked, before every code, what comes next
/// after these codes. Throws CheckpointError when the models differ in their codes, and as
/// LanguageModel does.
ModelDifference compare_models(const LanguageModel& reference,
                               const LanguageModel& other,
                               const ComparisonProbe& probe);

/// The same for `steps` steps of two MusicGen decoders that hear a text's `memory` [S, D].
ModelDifference compare_models(const DelayModel& reference,
                               const DelayModel& other,
                               std::span<const float> memory,
                               int steps,
                               std::uint64_t seed = 1);

}  // namespace melisma::models
