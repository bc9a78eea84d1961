#pragma once

#include <cstdint>
#include <filesystem>

#include "models/training/flat_parameters.h"
#include "models/training/schedule.h"

namespace melisma::models {

/// What a run needs to go on exactly, besides its weights: data and randomness follow from the step.
struct TrainingState {
  std::int64_t step = 0;
  Schedule schedule;
};

/// A safetensors file with the flat buffers "weights", "average", "first" and "second" (float32 [P]) and
/// the metadata "kind" = "training_checkpoint", "layout" (parameter names and shapes), "step", "schedule".
void write_training_checkpoint(const std::filesystem::path& path, const FlatParameters& parameters,
                               const TrainingState& state);
/// Fills the buffers. Throws CheckpointError when the file is missing, damaged or of another model.
TrainingState read_training_checkpoint(const std::filesystem::path& path,
                                       FlatParameters& parameters);

}  // namespace melisma::models
