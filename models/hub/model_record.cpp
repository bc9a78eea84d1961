#include "models/hub/model_record.h"

#include <fstream>
#include <sstream>

#include <nlohmann/json.hpp>

#include "audio/error.h"
#include "audio/replacement_file.h"
#include "models/checkpoint/mapped_file.h"
#include "models/hub/file_hash.h"
#include "models/published/shallow_json.h"

namespace melisma::models {

namespace fs = std::filesystem;

namespace {

constexpr const char* kRecord = "melisma.json";
constexpr std::size_t kMostRecordBytes = std::size_t{4} << 20U;
constexpr std::size_t kMostCardLines = 200;

/// The member `license` of the YAML between "---" and "---" with which a model card begins.
std::string licence_of_card(const fs::path& card) {
  std::ifstream stream(card);
  std::string line;
  if (!std::getline(stream, line) || line != "---") {
    return {};
  }
  const std::string member = "license:";
  for (std::size_t i = 0; i < kMostCardLines && std::getline(stream, line) && line != "---"; ++i) {
    if (line.starts_with(member)) {
      std::string licence;
      std::istringstream(line.substr(member.size())) >> licence;
      return licence;
    }
  }
  return {};
}

std::string fault_of(const fs::path& path, const HubFile& file) {
  std::error_code missing;
  const std::uintmax_t size = fs::file_size(path, missing);
  if (missing) {
    return "is missing";
  }
  if (size != file.size) {
    return "has " + std::to_string(size) + " bytes, wanted " + std::to_string(file.size);
  }
  return has_hash(path, file.hash) ? "" : "has other contents: their hash is not " + file.hash;
}

}  // namespace

std::optional<ModelRecord> read_model_record(const fs::path& folder) {
  const fs::path path = folder / kRecord;
  if (!fs::exists(path)) {
    return std::nullopt;
  }
  const MappedFile mapped(path);
  const std::string_view text(reinterpret_cast<const char*>(mapped.bytes().data()),
                              mapped.bytes().size());
  if (text.size() > kMostRecordBytes) {
    throw CheckpointError(path.string() + " has " + std::to_string(text.size()) +
                          " bytes, far more than it should. Remove it.");
  }
  const auto json = parse_shallow_json(text, path.string());
  try {
    ModelRecord record{json.at("name"), json.at("commit"), json.at("licence"), {}};
    for (const auto& file : json.at("files")) {
      record.files.push_back({file.at("name"), whole_number(file.at("size")), file.at("hash")});
    }
    return record;
  } catch (const nlohmann::json::exception& error) {
    throw CheckpointError(path.string() + " is damaged: " + error.what() + ". Pull it again.");
  }
}

ModelRecord record_of_snapshot(const fs::path& folder) {
  ModelRecord record;
  record.commit = folder.filename().string();
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.is_symlink()) {
      std::error_code missing;
      record.files.push_back({entry.path().filename().string(),
                              fs::file_size(entry.path(), missing),
                              fs::read_symlink(entry.path()).filename().string()});
    }
  }
  return record;
}

std::vector<HubFile> files_in(const fs::path& folder) {
  std::vector<HubFile> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.is_regular_file() && entry.path().filename() != kRecord) {
      files.push_back(
          {entry.path().filename().string(), entry.file_size(), sha256_of_file(entry.path())});
    }
  }
  return files;
}

void write_model_record(const fs::path& folder, const ModelRecord& record) {
  auto files = nlohmann::json::array();
  for (const HubFile& file : record.files) {
    files.push_back({{"name", file.name}, {"size", file.size}, {"hash", file.hash}});
  }
  const nlohmann::json json = {{"name", record.name},
                               {"commit", record.commit},
                               {"licence", record.licence},
                               {"files", files}};
  audio::replace_file(folder / kRecord, json.dump(2) + "\n");
}

std::vector<std::string> damaged_files(const fs::path& folder, const ModelRecord& record) {
  std::vector<std::string> damaged;
  for (const HubFile& file : record.files) {
    if (const std::string fault = fault_of(folder / file.name, file); !fault.empty()) {
      damaged.push_back(file.name + " " + fault);
    }
  }
  return damaged;
}

std::string licence_of(const fs::path& folder) {
  if (const auto record = read_model_record(folder); record && !record->licence.empty()) {
    return record->licence;
  }
  return licence_of_card(folder / "README.md");
}

}  // namespace melisma::models
