#pragma once

#include <string>

#include "cli/frame_model.h"

namespace melisma::cli {

using MusicModel = FrameModel;

/// Finds and loads a music model, by name or path ("music" if empty), and its codec. Throws
/// CheckpointError that says which of them is missing, damaged or of another kind.
MusicModel open_music_model(const std::string& name_or_path);

/// The same for a planner ("planner" if empty).
NamedModel open_planner(const std::string& name_or_path);

}  // namespace melisma::cli
