#include "models/hub/model_pull.h"

#include <atomic>
#include <cstdlib>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/error.h"
#include "models/http/curl_client.h"
#include "models/hub/hub_listing.h"
#include "models/published/published_store.h"
#include "tests/support/hub_server.h"
#include "tests/support/temporary_folder.h"

namespace melisma::models {
namespace {

namespace fs = std::filesystem;
using testing_support::HubAnswer;
using testing_support::HubRequest;
using testing_support::HubServer;

class ModelPull : public ::testing::Test {
 protected:
  void SetUp() override {
    ::setenv("XDG_DATA_HOME", folder_.path().c_str(), 1);
    ::setenv("HF_HUB_CACHE", (folder_ / "hub").c_str(), 1);
    server_.add("config.json", "{\"model_type\": \"musicgen\"}");
    server_.add("model.safetensors", std::string(50000, 'w'));
    server_.add("pytorch_model.bin", std::string(50000, 'p'));
    options_.part_bytes = 4096;
    options_.first_wait = std::chrono::milliseconds(1);
    options_.attempts = 2;
  }
  void TearDown() override {
    ::unsetenv("XDG_DATA_HOME");
    ::unsetenv("HF_HUB_CACHE");
  }
  [[nodiscard]] Hub hub() const { return {server_.endpoint(), "secret", false}; }
  fs::path pull() {
    auto record = ask_hub(clients_, hub(), "org/model", "main", options_);
    record.files = needed_files(record);
    return pull_model(clients_, hub(), record, options_);
  }

  testing::TemporaryFolder folder_;
  HubServer server_;
  CurlClients clients_;
  DownloadOptions options_;
};

TEST_F(ModelPull, BringsWhatIsNeededWithARecord) {
  const fs::path folder = pull();
  EXPECT_EQ(folder, own_store() / "org/model");
  EXPECT_EQ(find_published("org/model"), folder);
  EXPECT_EQ(fs::file_size(folder / "model.safetensors"), 50000U);
  EXPECT_FALSE(fs::exists(folder / "pytorch_model.bin"));
  EXPECT_EQ(licence_of(folder), "cc-by-nc-4.0");
  const auto record = read_model_record(folder);
  ASSERT_TRUE(record);
  EXPECT_TRUE(damaged_files(folder, *record).empty());
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.parent_path()), {}), 1);
  for (const auto& request : server_.requests()) {
    EXPECT_EQ(request.authorization, "Bearer secret");
  }
}

TEST_F(ModelPull, AppearsWholeOrNotAtAllAndGoesOn) {
  std::atomic<bool> dead{true};
  server_.answer = [&](const HubRequest& request) {
    auto answer = server_.honest(request);
    if (dead && request.range && request.range->first >= 20000) {
      answer.cut_at = 0;
    }
    return answer;
  };
  options_.connections = 1;
  EXPECT_THROW(pull(), HttpError);
  EXPECT_THROW(find_published("org/model"), CheckpointError);
  dead = false;
  const std::size_t before = server_.requests().size();
  pull();
  EXPECT_TRUE(find_published("org/model"));
  EXPECT_EQ(server_.requests().size() - before, 1U + 8U);  // the list, and the parts after 20480
}

TEST_F(ModelPull, ANewRevisionTakesThePlaceOfTheOld) {
  pull();
  server_.add("config.json", "{\"model_type\": \"newer\"}");
  server_.add("spiece.model", "pieces");
  const fs::path folder = pull();
  EXPECT_TRUE(fs::exists(folder / "spiece.model"));
  EXPECT_EQ(list_published().at(0).family, "newer");
  server_.answer = [&](const HubRequest& request) {
    auto answer = server_.honest(request);
    if (request.range) {
      answer.body.assign(answer.body.size(), 'x');
    }
    return answer;
  };
  EXPECT_THROW(pull(), CheckpointError);
  EXPECT_EQ(list_published().at(0).family, "newer");  // what was there stays
}

TEST_F(ModelPull, ListsThatAreNoneAreRefused) {
  const auto refused = [&](const HubAnswer& answer) {
    server_.answer = [&answer](const HubRequest& /*request*/) { return answer; };
    EXPECT_THROW(pull(), Error);
  };
  refused({.status = 401, .body = "no"});
  refused({.status = 404, .body = "no"});
  refused({.status = 500, .body = "no"});
  refused({.body = std::string(9 << 20, ' ')});
  refused({.body = std::string(100000, '{')});
  EXPECT_FALSE(fs::exists(own_store()));
}

TEST_F(ModelPull, IsNotTriedOffline) {
  Hub offline = hub();
  offline.offline = true;
  EXPECT_THROW(ask_hub(clients_, offline, "org/model", "main", options_), ConfigError);
  EXPECT_TRUE(server_.requests().empty());
}

TEST_F(ModelPull, RemovesWhatItBrought) {
  pull();
  remove_model("org/model");
  EXPECT_FALSE(fs::exists(own_store() / "org"));
  EXPECT_THROW(remove_model("org/model"), CheckpointError);
}

TEST(HubOfEnvironment, IsWhatItsVariablesSay) {
  ::setenv("HF_ENDPOINT", "http://mirror.example/", 1);
  ::setenv("HF_TOKEN", "t", 1);
  ::setenv("HF_HUB_OFFLINE", "1", 1);
  const Hub hub = hub_of_environment();
  EXPECT_EQ(hub.endpoint, "http://mirror.example");
  EXPECT_EQ(hub.token, "t");
  EXPECT_TRUE(hub.offline);
  ::setenv("HF_ENDPOINT", "file:///etc", 1);
  EXPECT_THROW(hub_of_environment(), ConfigError);
  ::unsetenv("HF_ENDPOINT");
  ::unsetenv("HF_TOKEN");
  ::unsetenv("HF_HUB_OFFLINE");
  EXPECT_EQ(hub_of_environment().endpoint, "https://huggingface.co");
}

}  // namespace
}  // namespace melisma::models
