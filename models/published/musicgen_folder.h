#pragma once

#include <filesystem>

#include "models/kernels/matrix.h"

namespace melisma::models {

/// Writes the checkpoint `from` again as the folder `to`, which must not be there: its language
/// model with matrices of `type` as our kernels read them (so that opening costs nothing), its
/// other parts, configuration and tokenizer as they are. The folder appears when it is complete.
/// Throws CheckpointError and Error.
void write_musicgen_folder(const std::filesystem::path& from,
                           const std::filesystem::path& to,
                           WeightType type);

}  // namespace melisma::models
