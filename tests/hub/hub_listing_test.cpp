#include "models/hub/hub_listing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "audio/error.h"

namespace melisma::models {
namespace {

const std::string kCommit(40, 'a');

nlohmann::json listing(const std::vector<std::string>& names) {
  auto siblings = nlohmann::json::array();
  for (const auto& name : names) {
    siblings.push_back({{"rfilename", name}, {"size", 10}, {"blobId", std::string(40, 'b')}});
  }
  return {{"sha", kCommit}, {"tags", {"music", "license:mit"}}, {"siblings", siblings}};
}

std::vector<std::string> needed(const std::vector<std::string>& names) {
  std::vector<std::string> chosen;
  for (const auto& file : needed_files(read_hub_listing(listing(names).dump(), "o/m"))) {
    chosen.push_back(file.name);
  }
  return chosen;
}

TEST(HubListing, HasCommitLicenceSizesAndHashes) {
  auto json = listing({"config.json"});
  auto record = read_hub_listing(json.dump(), "o/m");
  EXPECT_EQ(record.name, "o/m");
  EXPECT_EQ(record.commit, kCommit);
  EXPECT_EQ(record.licence, "mit");
  ASSERT_EQ(record.files.size(), 1U);
  EXPECT_EQ(record.files[0].hash, std::string(40, 'b'));
  json["cardData"]["license"] = "cc-by-nc-4.0";
  json["siblings"][0]["lfs"] = {{"sha256", std::string(64, 'c')}, {"size", 20}};
  record = read_hub_listing(json.dump(), "o/m");
  EXPECT_EQ(record.licence, "cc-by-nc-4.0");
  EXPECT_EQ(record.files[0].hash, std::string(64, 'c'));
  EXPECT_EQ(record.files[0].size, 20U);
}

TEST(HubListing, OnlyWhatIsReadIsNeeded) {
  EXPECT_THAT(needed({"config.json",
                      "model.safetensors",
                      "pytorch_model.bin",
                      "x.py",
                      "onnx/a",
                      "spiece.model",
                      "model-00001-of-00002.safetensors",
                      "state_dict.bin",
                      "../../evil.safetensors",
                      "/etc/model.safetensors"}),
              ::testing::UnorderedElementsAre("config.json", "model.safetensors", "spiece.model"));
  EXPECT_THAT(needed({"config.json",
                      "model-00001-of-00002.safetensors",
                      "model-00002-of-00002.safetensors",
                      "model.safetensors.index.json",
                      "model-../../x.safetensors",
                      "adapter.safetensors"}),
              ::testing::UnorderedElementsAre("config.json",
                                              "model-00001-of-00002.safetensors",
                                              "model-00002-of-00002.safetensors",
                                              "model.safetensors.index.json"));
}

TEST(HubListing, PicklesAreRefusedAloud) {
  try {
    needed({"config.json", "pytorch_model.bin"});
    FAIL();
  } catch (const CheckpointError& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("pickled"));
  }
}

TEST(HubListing, HostileOnesAreRefused) {
  EXPECT_THROW(read_hub_listing("", "o/m"), CheckpointError);
  EXPECT_THROW(read_hub_listing("<html>", "o/m"), CheckpointError);
  EXPECT_THROW(read_hub_listing("[]", "o/m"), CheckpointError);
  EXPECT_THROW(read_hub_listing(std::string(100000, '['), "o/m"), CheckpointError);
  auto json = listing({"config.json"});
  json["sha"] = "../../etc";
  EXPECT_THROW(read_hub_listing(json.dump(), "o/m"), CheckpointError);
  for (const auto& size : {nlohmann::json(-5), nlohmann::json("many"), nlohmann::json(1.5)}) {
    json = listing({"config.json"});
    json["siblings"][0]["size"] = size;
    EXPECT_THROW(read_hub_listing(json.dump(), "o/m"), CheckpointError);
  }
  json = listing({"config.json", "model.safetensors"});
  for (auto& sibling : json["siblings"]) {
    sibling["size"] = ~std::uint64_t{0} - 5;
  }
  EXPECT_THROW(needed_files(read_hub_listing(json.dump(), "o/m")), CheckpointError);
}

}  // namespace
}  // namespace melisma::models
