#include "models/hub/hub_listing.h"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "audio/error.h"
#include "models/published/shallow_json.h"

namespace melisma::models {
namespace {

constexpr std::uint64_t kMostBytes = std::uint64_t{64} << 30U;
constexpr const char* kWeights = "model.safetensors";
constexpr std::array kSmallFiles = {"config.json",
                                    "generation_config.json",
                                    "preprocessor_config.json",
                                    "tokenizer_config.json",
                                    "tokenizer.json",
                                    "spiece.model",
                                    "README.md"};

std::string text_of(const nlohmann::json& json, const char* member) {
  const auto found = json.find(member);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string licence_in(const nlohmann::json& json) {
  if (const auto card = json.find("cardData"); card != json.end() && card->is_object()) {
    if (const std::string licence = text_of(*card, "license"); !licence.empty()) {
      return licence;
    }
  }
  const std::string prefix = "license:";
  for (const auto& tag : json.value("tags", nlohmann::json::array())) {
    if (tag.is_string() && tag.get<std::string>().starts_with(prefix)) {
      return tag.get<std::string>().substr(prefix.size());
    }
  }
  return {};
}

/// Large files are kept by their SHA-256, small ones as git does.
HubFile file_in(const nlohmann::json& sibling) {
  HubFile file{
      sibling.at("rfilename"), whole_number(sibling.at("size")), text_of(sibling, "blobId")};
  if (const auto large = sibling.find("lfs"); large != sibling.end() && large->is_object()) {
    file.hash = large->at("sha256");
    file.size = whole_number(large->at("size"));
  }
  return file;
}

bool is_small_file(const std::string& name) {
  return std::find(kSmallFiles.begin(), kSmallFiles.end(), name) != kSmallFiles.end();
}

/// "model-00001-of-00002.safetensors" and "model.safetensors.index.json".
bool is_part_of_weights(const std::string& name) {
  return name.find('/') == std::string::npos &&
         (name == std::string(kWeights) + ".index.json" ||
          (name.starts_with("model-") && name.ends_with(".safetensors")));
}

bool is_weights(const HubFile& file) {
  return file.name.ends_with(".safetensors");
}

}  // namespace

ModelRecord read_hub_listing(std::string_view text, const std::string& name) {
  const std::string what = "the hub's list of the files of " + name;
  const auto json = parse_shallow_json(text, what);
  try {
    ModelRecord record{name, json.at("sha"), licence_in(json), {}};
    for (const auto& sibling : json.at("siblings")) {
      record.files.push_back(file_in(sibling));
    }
    const bool plain = record.commit.size() == 40 &&
                       record.commit.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!plain) {
      throw CheckpointError(what + " has the commit \"" + record.commit +
                            "\", wanted 40 hexadecimal digits. Is $HF_ENDPOINT a hub?");
    }
    return record;
  } catch (const nlohmann::json::exception& error) {
    throw CheckpointError(what + " is none: " + error.what() + ". Is $HF_ENDPOINT a hub?");
  }
}

std::vector<HubFile> needed_files(const ModelRecord& record) {
  const bool whole = std::any_of(record.files.begin(), record.files.end(), [](const auto& file) {
    return file.name == kWeights;
  });
  std::vector<HubFile> needed;
  std::uint64_t bytes = 0;
  for (const HubFile& file : record.files) {
    if (!is_small_file(file.name) &&
        (whole ? file.name != kWeights : !is_part_of_weights(file.name))) {
      continue;
    }
    if (file.size > kMostBytes - bytes) {
      throw CheckpointError(record.name + " has more than " + std::to_string(kMostBytes >> 30U) +
                            " GiB: too much for a model that Melisma plays.");
    }
    bytes += file.size;
    needed.push_back(file);
  }
  const bool configured = std::any_of(
      needed.begin(), needed.end(), [](const auto& file) { return file.name == "config.json"; });
  if (!configured || std::none_of(needed.begin(), needed.end(), is_weights)) {
    throw CheckpointError(record.name +
                          " has no config.json with model.safetensors beside it. Weights that are "
                          "pickled (.bin, .pt, .th) are not read: opening them would run what is "
                          "in them. Look for a revision with safetensors (--revision).");
  }
  return needed;
}

}  // namespace melisma::models
