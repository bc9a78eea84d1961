#include "models/published/checkpoint_folder.h"

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "audio/error.h"
#include "models/checkpoint/mapped_file.h"
#include "models/checkpoint/safetensors.h"
#include "models/published/shallow_json.h"

namespace melisma::models {

namespace fs = std::filesystem;

namespace {

constexpr const char* kWhole = "model.safetensors";
constexpr const char* kIndex = "model.safetensors.index.json";
constexpr std::size_t kMostIndexBytes = std::size_t{64} << 20U;
constexpr std::size_t kMostFiles = 1000;

nlohmann::json read_index(const fs::path& path) {
  const MappedFile file(path);
  const auto bytes = file.bytes();
  if (bytes.size() > kMostIndexBytes) {
    throw CheckpointError(path.string() + " has more than 64 MB, which no index has.");
  }
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const nlohmann::json json = parse_shallow_json(text, path.string());
  const auto map = json.find("weight_map");
  if (map == json.end() || !map->is_object() || map->empty()) {
    throw CheckpointError(path.string() + " has no weight_map. Get it again.");
  }
  return *map;
}

/// Names of the index's files, checked to be plain ones.
std::set<std::string> files_of(const nlohmann::json& map, const fs::path& index) {
  std::set<std::string> files;
  for (const auto& [tensor, file] : map.items()) {
    const std::string name = file.is_string() ? file.get<std::string>() : std::string();
    if (name.empty() || fs::path(name).filename() != name || name == "." || name == "..") {
      throw CheckpointError(index.string() + ": found " + file.dump().substr(0, 60) +
                            ", wanted the name of a file in the same folder.");
    }
    files.insert(name);
  }
  if (files.size() > kMostFiles) {
    throw CheckpointError(index.string() + " names " + std::to_string(files.size()) +
                          " files, wanted at most " + std::to_string(kMostFiles) + ".");
  }
  return files;
}

TensorSet merged(const fs::path& folder, const fs::path& index) {
  const nlohmann::json map = read_index(index);
  auto owners = std::make_shared<std::vector<std::shared_ptr<const void>>>();
  TensorSet all{index.string(), {}, nullptr};
  for (const std::string& name : files_of(map, index)) {
    const TensorSet part = SafetensorsFile(folder / name).tensor_set();
    owners->push_back(part.owner);
    for (const auto& [tensor, view] : part.tensors) {
      if (map.value(tensor, std::string()) != name || !all.tensors.emplace(tensor, view).second) {
        throw CheckpointError((folder / name).string() + " holds " + tensor.substr(0, 100) +
                              ", which the index does not look for there. Get both again.");
      }
    }
  }
  if (all.tensors.size() != map.size()) {
    throw CheckpointError(index.string() + " lists " + std::to_string(map.size()) +
                          " tensors, its files hold " + std::to_string(all.tensors.size()) +
                          ". Get them again.");
  }
  all.owner = owners;
  return all;
}

}  // namespace

TensorSet open_published_tensors(const fs::path& folder) {
  if (fs::exists(folder / kWhole)) {
    return SafetensorsFile(folder / kWhole).tensor_set();
  }
  if (fs::exists(folder / kIndex)) {
    return merged(folder, folder / kIndex);
  }
  throw CheckpointError(folder.string() + " has neither " + kWhole + " nor " + kIndex +
                        ". Wanted the folder of a checkpoint in the published layout.");
}

}  // namespace melisma::models
