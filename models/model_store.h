#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace melisma::models {

/// What the header of a model file of ours says, without loading its weights.
struct ModelInfo {
  std::filesystem::path path;
  std::string name;  // file name without extension; what --model takes
  std::string kind;  // "spectral_codec", "language_model", "duration_model"
  std::string role;  // a language model's kind: "music", "speech", "planner"; else empty
  std::string licence;
  std::string provenance;  // how it was trained: data, command, hours
  std::string codec_hash;  // of a codec: its own; of a frame language model: the one it needs
  std::string config;      // JSON
  std::uintmax_t bytes = 0;
  std::int64_t parameters = 0;
};

/// Reads the header. Throws CheckpointError if it is no model file of ours.
ModelInfo read_model_info(const std::filesystem::path& path);

/// Folders searched for models, in order: $MELISMA_MODELS, the user's
/// ($XDG_DATA_HOME or ~/.local/share)/melisma/models, ../share/melisma/models beside the program,
/// and the source tree's models/bundled.
std::vector<std::filesystem::path> model_folders();

/// All readable model files in the folders; the first of a name wins.
std::vector<ModelInfo> list_models();

/// The file that `name_or_path` means. Throws CheckpointError listing what there is.
std::filesystem::path find_model(const std::string& name_or_path);

/// The codec with this hash, which `file` (a language model, a token file) needs: beside it first,
/// then in the folders. Throws CheckpointError.
std::filesystem::path find_codec(const std::string& codec_hash,
                                 const std::filesystem::path& file);

/// A duration model for the speech model `language_model`: beside it first, then in the folders;
/// the first by name. Throws CheckpointError that says how to make one.
std::filesystem::path find_duration_model(const std::filesystem::path& language_model);

}  // namespace melisma::models
