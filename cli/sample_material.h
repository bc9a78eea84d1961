#pragma once

#include <filesystem>

#include "audio/midi/score.h"
#include "models/sampling/model_difference.h"

namespace melisma::cli {

// What models are timed and compared with: always the same.

/// A few sentences.
inline constexpr const char* kSampleText =
    "The boats came home before the storm. Nobody had asked them to, and nobody was surprised. "
    "There was bread on the table, and a light in every window of the street.";

/// Four bars of chords under a scale, for piano.
audio::Score sample_score();

/// The sample under which `model` (of the file `path`) is compared with another: score, sentence or
/// caption. Throws CheckpointError when a speech model has no duration model.
models::ComparisonProbe sample_probe(const models::LanguageModel& model,
                                     const std::filesystem::path& path);

}  // namespace melisma::cli
