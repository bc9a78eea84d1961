#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>

#include "models/corpus/boosted_tree_fitting.h"
#include "models/text/duration_model.h"

namespace melisma::models {

/// Errors over the phonemes of sentences that were not trained on.
struct DurationFigures {
  std::int64_t phonemes = 0;
  double rmse_log = 0;           // of ln(seconds)
  double correlation_log = 0;    // Pearson, of ln(seconds)
  double mean_error_frames = 0;  // mean of |difference|, in codec frames of 20 ms
  double length_ratio = 0;       // all predicted seconds over all real ones
};

struct DurationTraining {
  DurationWeights weights;
  std::int64_t sentences = 0;  // trained on
  double hours = 0;            // of them
  DurationFigures held_out;    // of the model, on the corpus' held-out items
  DurationFigures baseline;    // of the mean of each voice and phoneme
};

/// Trains a duration model on a speech corpus: the lengths of its phonemes, divided by the stretch
/// that each sentence was spoken with. One core, half a minute for 200,000 phonemes. `progress`
/// hears (done, all) of items and trees together. Throws InputError when the corpus is missing,
/// damaged, of another kind or too small, and Interrupted.
DurationTraining train_durations(
    const std::filesystem::path& corpus,
    const BoostedTreeOptions& options,
    const std::atomic<bool>& stop,
    const std::function<void(std::int64_t, std::int64_t)>& progress = {});

}  // namespace melisma::models
