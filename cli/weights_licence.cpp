#include "cli/weights_licence.h"

#include <fstream>
#include <iostream>

#include "audio/error.h"
#include "models/hub/model_record.h"
#include "models/published/config_json.h"
#include "models/published/published_store.h"

namespace melisma::cli {

namespace fs = std::filesystem;

namespace {

/// A line a folder whose licence was shown.
fs::path shown_list() {
  return models::own_store().parent_path() / "licences_shown";
}

bool was_shown(const std::string& folder) {
  std::ifstream stream(shown_list());
  for (std::string line; std::getline(stream, line);) {
    if (line == folder) {
      return true;
    }
  }
  return false;
}

/// Where that cannot be kept, it is shown again next time.
void note_shown(const std::string& folder) {
  std::error_code ignored;
  fs::create_directories(shown_list().parent_path(), ignored);
  std::ofstream(shown_list(), std::ios::app) << folder << '\n';
}

void show_licence_once(const fs::path& folder) {
  const std::string path = fs::weakly_canonical(folder).string();
  if (was_shown(path)) {
    return;
  }
  const std::string known = models::licence_of(folder);
  std::string licence = described_licence(known);
  if (known.empty() &&
      models::ConfigJson(folder / "config.json").text("model_type").starts_with("musicgen")) {
    licence += ". Those of MusicGen that Meta published are cc-by-nc-4.0, not for commercial use";
  }
  std::cerr << "melisma: licence of the weights in " << folder.string() << ": " << licence
            << ". (Shown once.)\n";
  note_shown(path);
}

}  // namespace

std::string described_licence(const std::string& licence) {
  if (licence.empty()) {
    return "not recorded; read it where they come from";
  }
  return licence + (licence.find("-nc") != std::string::npos ? " (not for commercial use)" : "");
}

std::optional<fs::path> use_published(const std::string& name_or_path) {
  auto folder = models::find_published(name_or_path);
  if (folder) {
    show_licence_once(*folder);
  }
  return folder;
}

}  // namespace melisma::cli
