#include "models/published/published_store.h"

#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>

#include "audio/error.h"
#include "tests/support/temporary_folder.h"

namespace melisma::models {
namespace {

namespace fs = std::filesystem;

class PublishedStore : public ::testing::Test {
 protected:
  void SetUp() override {
    setenv("HF_HUB_CACHE", (folder_ / "hub").c_str(), 1);
    setenv("XDG_DATA_HOME", (folder_ / "data").c_str(), 1);
  }
  void TearDown() override {
    unsetenv("HF_HUB_CACHE");
    unsetenv("XDG_DATA_HOME");
  }
  static void put(const fs::path& folder, const std::string& type) {
    fs::create_directories(folder);
    std::ofstream(folder / "config.json") << "{\"model_type\": \"" << type << "\"}";
  }
  [[nodiscard]] fs::path hub_model() const {
    return folder_ / "hub/models--facebook--musicgen-small";
  }

  testing::TemporaryFolder folder_;
};

TEST_F(PublishedStore, FindsTheSnapshotThatMainNames) {
  put(hub_model() / "snapshots/aaa", "old");
  put(hub_model() / "snapshots/bbb", "musicgen");
  EXPECT_EQ(find_published("facebook/musicgen-small"), hub_model() / "snapshots/aaa");
  fs::create_directories(hub_model() / "refs");
  std::ofstream(hub_model() / "refs/main") << "bbb";
  EXPECT_EQ(find_published("facebook/musicgen-small"), hub_model() / "snapshots/bbb");
  std::ofstream(hub_model() / "refs/main") << "../../../etc";
  EXPECT_EQ(find_published("facebook/musicgen-small"), hub_model() / "snapshots/aaa");
}

TEST_F(PublishedStore, PullsUnderWayAreNoModels) {
  put(own_store() / "a/.b.partial", "musicgen");
  EXPECT_TRUE(list_published().empty());
  EXPECT_FALSE(is_published_name("a/.b.partial"));
  EXPECT_FALSE(is_published_name("../b"));
}

TEST_F(PublishedStore, OursComesFirstAndAllAreListed) {
  put(hub_model() / "snapshots/bbb", "musicgen");
  put(own_store() / "facebook/musicgen-small", "musicgen");
  put(own_store() / "a/b", "encodec");
  EXPECT_EQ(find_published("facebook/musicgen-small"), own_store() / "facebook/musicgen-small");
  const auto all = list_published();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].name, "a/b");
  EXPECT_EQ(all[0].family, "encodec");
  EXPECT_GT(all[0].bytes, 10U);
  EXPECT_EQ(all[1].name, "facebook/musicgen-small");
}

TEST_F(PublishedStore, HomesOfTheCache) {
  unsetenv("HF_HUB_CACHE");
  setenv("HF_HOME", "/h", 1);
  EXPECT_EQ(hub_cache(), "/h/hub");
  unsetenv("HF_HOME");
  setenv("XDG_CACHE_HOME", "/c", 1);
  EXPECT_EQ(hub_cache(), "/c/huggingface/hub");
  unsetenv("XDG_CACHE_HOME");
}

TEST_F(PublishedStore, PathsNamesAndWhatIsNeither) {
  put(folder_ / "model", "musicgen");
  EXPECT_EQ(find_published((folder_ / "model").string()), folder_ / "model");
  EXPECT_EQ(find_published("music"), std::nullopt);
  EXPECT_EQ(find_published(""), std::nullopt);
  EXPECT_EQ(find_published("/nowhere/at/all.safetensors"), std::nullopt);
  EXPECT_THROW(find_published("facebook/none"), CheckpointError);
  EXPECT_FALSE(is_published_name("../secrets"));
  EXPECT_FALSE(is_published_name("a/../b"));
  EXPECT_FALSE(is_published_name("a/b/c"));
  EXPECT_TRUE(is_published_name("facebook/musicgen-small"));
}

}  // namespace
}  // namespace melisma::models
