#include "models/published/published_store.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <fstream>

#include "audio/error.h"
#include "models/published/config_json.h"

namespace melisma::models {

namespace fs = std::filesystem;

namespace {

constexpr const char* kConfig = "config.json";
const std::string kHubPrefix = "models--";

/// $`name`, or `below_home` in the home folder.
fs::path folder_of(const char* name, const char* below_home) {
  if (const std::string value = environment(name); !value.empty()) {
    return value;
  }
  return fs::path(environment("HOME")) / below_home;
}

/// The snapshot that "main" names, or else any that is whole.
fs::path snapshot_of(const fs::path& model) {
  std::string commit;
  std::ifstream(model / "refs" / "main") >> commit;
  const fs::path snapshots = model / "snapshots";
  if (is_plain_name(commit) && fs::exists(snapshots / commit / kConfig)) {
    return snapshots / commit;
  }
  std::error_code ignored;
  std::vector<fs::path> whole;
  for (const auto& entry : fs::directory_iterator(snapshots, ignored)) {
    if (fs::exists(entry.path() / kConfig)) {
      whole.push_back(entry.path());
    }
  }
  return whole.empty() ? fs::path() : *std::min_element(whole.begin(), whole.end());
}

std::string hub_name(const std::string& name) {
  std::string folder = name;
  folder.replace(folder.find('/'), 1, "--");
  return kHubPrefix + folder;
}

void add(std::vector<PublishedModel>& models, const std::string& name, const fs::path& folder) {
  PublishedModel model{name, folder, "", 0};
  try {
    model.family = ConfigJson(folder / kConfig).text("model_type");
  } catch (const CheckpointError&) {
    model.family = "damaged";
  }
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    model.bytes +=
        fs::is_regular_file(entry.path(), ignored) ? fs::file_size(entry.path(), ignored) : 0;
  }
  models.push_back(std::move(model));
}

}  // namespace

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

bool is_plain_name(const std::string& part) {
  return !part.empty() && part.front() != '.' &&
         std::all_of(part.begin(), part.end(), [](unsigned char c) {
           return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.';
         });
}

bool is_published_name(const std::string& name) {
  const std::size_t slash = name.find('/');
  return slash != std::string::npos && is_plain_name(name.substr(0, slash)) &&
         is_plain_name(name.substr(slash + 1));
}

fs::path hub_cache() {
  if (const std::string cache = environment("HF_HUB_CACHE"); !cache.empty()) {
    return cache;
  }
  if (const std::string home = environment("HF_HOME"); !home.empty()) {
    return fs::path(home) / "hub";
  }
  return folder_of("XDG_CACHE_HOME", ".cache") / "huggingface" / "hub";
}

fs::path own_store() {
  return folder_of("XDG_DATA_HOME", ".local/share") / "melisma" / "models";
}

std::optional<fs::path> find_published(const std::string& name_or_path) {
  if (name_or_path.empty()) {
    return std::nullopt;
  }
  const fs::path path(name_or_path);
  if (fs::exists(path / kConfig)) {
    return path;
  }
  if (!is_published_name(name_or_path) || fs::exists(path)) {
    return std::nullopt;
  }
  const fs::path own = own_store() / name_or_path;
  if (fs::exists(own / kConfig)) {
    return own;
  }
  const fs::path in_hub = hub_cache() / hub_name(name_or_path);
  if (const fs::path snapshot = snapshot_of(in_hub); !snapshot.empty()) {
    return snapshot;
  }
  throw CheckpointError("found no model " + name_or_path + ": neither " + own.string() + " nor " +
                        in_hub.string() + " holds it. Get it with: melisma models pull " +
                        name_or_path + ".");
}

std::vector<PublishedModel> list_published() {
  std::vector<PublishedModel> models;
  std::error_code ignored;
  for (const auto& org : fs::directory_iterator(own_store(), ignored)) {
    for (const auto& model : fs::directory_iterator(org.path(), ignored)) {
      const std::string name =
          org.path().filename().string() + "/" + model.path().filename().string();
      if (is_published_name(name) && fs::exists(model.path() / kConfig)) {
        add(models, name, model.path());
      }
    }
  }
  for (const auto& entry : fs::directory_iterator(hub_cache(), ignored)) {
    const std::string folder = entry.path().filename().string();
    const std::size_t between = folder.find("--", kHubPrefix.size());
    const fs::path snapshot = snapshot_of(entry.path());
    if (folder.starts_with(kHubPrefix) && between != std::string::npos && !snapshot.empty()) {
      add(models,
          folder.substr(kHubPrefix.size(), between - kHubPrefix.size()) + "/" +
              folder.substr(between + 2),
          snapshot);
    }
  }
  std::sort(models.begin(), models.end(), [](const auto& left, const auto& right) {
    return left.name < right.name;
  });
  return models;
}

}  // namespace melisma::models
