#pragma once

#include "models/sampling/sampler.h"

namespace melisma::synth {

/// How the bundled models are sampled when nobody says otherwise: the one place to tune.
inline constexpr models::SamplingConfig kMusicSampling{
    .temperature = 0.7F, .top_k = 40, .top_p = 1.0F, .guidance = 3.0F};
inline constexpr models::SamplingConfig kPlannerSampling{
    .temperature = 0.3F, .top_k = 0, .top_p = 0.95F, .guidance = 2.5F};
inline constexpr models::SamplingConfig kSpeechSampling{
    .temperature = 0.7F, .top_k = 40, .top_p = 1.0F, .guidance = 1.5F};

}  // namespace melisma::synth
