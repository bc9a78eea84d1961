#include "models/model_store.h"

#include <algorithm>
#include <cstdlib>
#include <set>

#include <nlohmann/json.hpp>

#include "audio/error.h"
#include "models/checkpoint/block_quantization.h"
#include "models/checkpoint/safetensors.h"

namespace melisma::models {

namespace fs = std::filesystem;

namespace {

constexpr const char* kExtension = ".safetensors";
constexpr const char* kFormat = "melisma/1";

std::string value_or_empty(const SafetensorsFile& file, const std::string& key) {
  const auto found = file.metadata().find(key);
  return found == file.metadata().end() ? std::string() : found->second;
}

fs::path user_folder() {
  if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && *data != '\0') {
    return fs::path(data) / "melisma" / "models";
  }
  const char* home = std::getenv("HOME");
  return home == nullptr ? fs::path() : fs::path(home) / ".local/share/melisma/models";
}

std::vector<fs::path> model_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    if (entry.path().extension() == kExtension) {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

ModelInfo read_model_info(const fs::path& path) {
  const SafetensorsFile file(path);
  if (value_or_empty(file, "format") != kFormat) {
    throw CheckpointError(path.string() + ": found format \"" + value_or_empty(file, "format") +
                          "\", wanted \"" + kFormat +
                          "\". Use a model file written by this version of melisma train.");
  }
  ModelInfo info;
  info.path = path;
  info.name = path.stem().string();
  info.kind = file.metadata_value("kind");
  info.licence = value_or_empty(file, "licence");
  info.provenance = value_or_empty(file, "provenance");
  info.config = value_or_empty(file, "config");
  info.codec_hash = value_or_empty(file, "hash");
  if (info.kind == "language_model") {
    const auto config = nlohmann::json::parse(info.config, nullptr, false);
    if (config.is_object()) {
      info.role = config.value("kind", std::string());
      info.codec_hash = config.value("codec_hash", std::string());
    }
  }
  info.bytes = fs::file_size(path);
  for (const auto& [name, tensor] : file.tensors()) {
    info.parameters += name.ends_with(kScalesSuffix) ? 0 : tensor.element_count();
  }
  return info;
}

std::vector<fs::path> model_folders() {
  std::vector<fs::path> folders;
  if (const char* named = std::getenv("MELISMA_MODELS"); named != nullptr && *named != '\0') {
    folders.emplace_back(named);
  }
  if (const auto user = user_folder(); !user.empty()) {
    folders.push_back(user);
  }
  std::error_code ignored;
  const auto program = fs::read_symlink("/proc/self/exe", ignored);
  folders.push_back(program.parent_path().parent_path() / "share/melisma/models");
  folders.emplace_back(MELISMA_BUNDLED_MODELS);
  return folders;
}

std::vector<ModelInfo> list_models() {
  std::vector<ModelInfo> models;
  std::set<std::string> names;
  for (const auto& folder : model_folders()) {
    for (const auto& path : model_files(folder)) {
      try {
        ModelInfo info = read_model_info(path);
        if (names.insert(info.name).second) {
          models.push_back(std::move(info));
        }
      } catch (const CheckpointError&) {
        // Not a model of ours (a token file, say): `models info PATH` tells why.
      }
    }
  }
  return models;
}

fs::path find_model(const std::string& name_or_path) {
  if (name_or_path.find('/') != std::string::npos || name_or_path.ends_with(kExtension)) {
    if (!fs::is_regular_file(name_or_path)) {
      throw CheckpointError(
          "found no model file " + name_or_path +
          ". Give a path to a .safetensors file or a name from: melisma models list");
    }
    return name_or_path;
  }
  for (const auto& folder : model_folders()) {
    if (const auto path = folder / (name_or_path + kExtension); fs::is_regular_file(path)) {
      return path;
    }
  }
  std::string folders;
  for (const auto& folder : model_folders()) {
    folders += "\n  " + folder.string();
  }
  throw CheckpointError("found no model named \"" + name_or_path + "\" in:" + folders +
                        "\nSee what there is with: melisma models list");
}

namespace {

/// A search's result, and what is told when there is none.
struct Companion {
  fs::path path;        // empty = none
  std::string skipped;  // why files on the way could not be read, a line each
};

/// The first model file that `fits`, beside `file`, then in the model folders.
template <typename Fits>
Companion find_companion(const fs::path& file, const Fits& fits) {
  constexpr std::size_t kMostSkippedBytes = 1000;
  std::vector<fs::path> folders = model_folders();
  folders.insert(folders.begin(), fs::absolute(file).parent_path());
  Companion companion;
  std::set<fs::path> seen;
  for (const auto& folder : folders) {
    for (const auto& path : model_files(folder)) {
      try {
        if (fits(read_model_info(path))) {
          companion.path = path;
          return companion;
        }
      } catch (const CheckpointError& fault) {
        // Perhaps another kind of file, perhaps the wanted one, damaged.
        if (seen.insert(path).second && companion.skipped.size() < kMostSkippedBytes) {
          companion.skipped.append("\nSkipped: ").append(fault.what());
        }
      }
    }
  }
  return companion;
}

}  // namespace

fs::path find_codec(const std::string& codec_hash, const fs::path& file) {
  const auto [path, skipped] = find_companion(file, [&](const ModelInfo& info) {
    return info.kind == "spectral_codec" && info.codec_hash == codec_hash;
  });
  if (path.empty()) {
    throw CheckpointError(
        file.string() + " needs the codec with hash " + codec_hash +
        ", and no such codec is beside it or in the model folders. Put that codec beside it, or"
        " name its folder in MELISMA_MODELS." +
        skipped);
  }
  return path;
}

fs::path find_duration_model(const fs::path& language_model) {
  const auto [path, skipped] = find_companion(
      language_model, [](const ModelInfo& info) { return info.kind == "duration_model"; });
  if (path.empty()) {
    throw CheckpointError("found no duration model for " + language_model.string() +
                          " beside it or in the model folders. Make one with: melisma train "
                          "durations" +
                          skipped);
  }
  return path;
}

}  // namespace melisma::models
