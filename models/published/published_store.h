#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace melisma::models {

/// A checkpoint in the published layout that is on this machine.
struct PublishedModel {
  std::string name;  // ORG/NAME
  std::filesystem::path folder;
  std::string family;  // model_type of its config.json
  std::uintmax_t bytes = 0;
};

/// A variable of the environment; empty where it is not set.
std::string environment(const char* name);

/// Whether `part` is a plain name of letters, figures, '-', '_' and '.': no path, and nothing
/// hidden, where pulls that are under way wait.
bool is_plain_name(const std::string& part);

/// Whether `name` is of the form ORG/NAME, as models on the hub are called.
bool is_published_name(const std::string& name);

/// Folders that hold models: the Hugging Face cache ($HF_HUB_CACHE, or $HF_HOME/hub, or
/// huggingface/hub in $XDG_CACHE_HOME or ~/.cache), where a model is models--ORG--NAME/snapshots/
/// COMMIT; and ours ($XDG_DATA_HOME or ~/.local/share)/melisma/models, where it is ORG/NAME.
std::filesystem::path hub_cache();
std::filesystem::path own_store();

/// The folder of a published checkpoint: a path with a config.json inside, or ORG/NAME. Empty when
/// it is neither (a name or file of ours, perhaps). Throws CheckpointError for an ORG/NAME that is
/// not on this machine: it says where it was looked for.
std::optional<std::filesystem::path> find_published(const std::string& name_or_path);

/// All that are in those folders.
std::vector<PublishedModel> list_published();

}  // namespace melisma::models
