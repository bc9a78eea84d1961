#pragma once

#include <filesystem>

#include "models/checkpoint/tensor_set.h"

namespace melisma::models {

/// The tensors of a published checkpoint: `model.safetensors` of the folder, or all files that its
/// `model.safetensors.index.json` names. Throws CheckpointError for a folder without either, an
/// index that is damaged or names files outside the folder, and tensors that are not where the
/// index says, or twice.
TensorSet open_published_tensors(const std::filesystem::path& folder);

}  // namespace melisma::models
