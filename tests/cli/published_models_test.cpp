#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "audio/sound_file.h"
#include "tests/support/child_process.h"
#include "tests/support/golden_data.h"
#include "tests/support/hub_server.h"
#include "tests/support/run_command.h"
#include "tests/support/signals.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/torch_module.h"

namespace melisma::testing_support {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

/// A hub with the reference MusicGen, and nothing on this machine.
class PublishedModels : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const std::string name : {"config.json", "model.safetensors"}) {
      server_.add(name, read_whole_file(testing::golden("musicgen/" + name)));
    }
    server_.add("spiece.model", read_whole_file(testing::golden("t5_tokenizer/spiece.model")));
    server_.add("pytorch_model.bin", "a pickle");
    for (const char* variable : kVariables) {
      ::setenv(variable, (folder_ / variable).c_str(), 1);
    }
    ::setenv("HF_ENDPOINT", server_.endpoint().c_str(), 1);
  }
  void TearDown() override {
    for (const char* variable : kVariables) {
      ::unsetenv(variable);
    }
    ::unsetenv("HF_ENDPOINT");
  }
  [[nodiscard]] fs::path folder() const {
    return folder_ / "XDG_DATA_HOME/melisma/models/org/model";
  }

  static constexpr std::array kVariables = {"XDG_DATA_HOME", "HF_HUB_CACHE"};
  testing::TemporaryFolder folder_;
  HubServer server_;
};

TEST_F(PublishedModels, ArePulledDescribedVerifiedAndRemoved) {
  const auto missing = run_melisma({"models", "info", "org/model"});
  EXPECT_EQ(missing.exit_code, 3);
  EXPECT_THAT(missing.errors, HasSubstr("melisma models pull org/model"));
  const auto pulled = run_melisma({"models", "pull", "org/model"});
  ASSERT_EQ(pulled.exit_code, 0) << pulled.errors;
  EXPECT_EQ(pulled.output, folder().string() + "\n");
  EXPECT_THAT(pulled.errors, HasSubstr("cc-by-nc-4.0 (not for commercial use)"));
  EXPECT_FALSE(fs::exists(folder() / "pytorch_model.bin"));
  EXPECT_THAT(run_melisma({"models", "list"}).output, HasSubstr("org/model"));
  const auto info = run_melisma({"models", "info", "org/model", "--json"});
  ASSERT_EQ(info.exit_code, 0) << info.errors;
  EXPECT_EQ(nlohmann::json::parse(info.output).at("licence"), "cc-by-nc-4.0");
  EXPECT_THAT(run_melisma({"models", "info", "org/model"}).output, HasSubstr("musicgen"));
  EXPECT_EQ(run_melisma({"models", "verify", "org/model"}).exit_code, 0);
  std::ofstream(folder() / "spiece.model", std::ios::app) << "!";
  const auto verified = run_melisma({"models", "verify", "org/model"});
  EXPECT_EQ(verified.exit_code, 3);
  EXPECT_THAT(verified.output, HasSubstr("spiece.model has "));
  EXPECT_EQ(run_melisma({"models", "remove", "org/model"}).exit_code, 2);  // not asked for surely
  EXPECT_EQ(run_melisma({"models", "remove", "org/model", "--yes"}).exit_code, 0);
  EXPECT_FALSE(fs::exists(folder()));
}

TEST_F(PublishedModels, PlayWithTheirLicenceShownOnce) {
  if (!test_support::has_torch_module()) {
    GTEST_SKIP() << test_support::kNeedsTorchModule;
  }
  ASSERT_EQ(run_melisma({"models", "pull", "org/model"}).exit_code, 0);
  const std::string file = (folder_ / "song.wav").string();
  const std::vector<std::string> compose = {
      "compose", "--model", "org/model", "a song", "--duration", "0.5", "-o", file};
  const auto first = run_melisma(compose);
  ASSERT_EQ(first.exit_code, 0) << first.errors;
  EXPECT_THAT(first.errors, HasSubstr("cc-by-nc-4.0 (not for commercial use)"));
  const auto second = run_melisma(compose);
  ASSERT_EQ(second.exit_code, 0) << second.errors;
  EXPECT_THAT(second.errors, Not(HasSubstr("cc-by-nc")));
}

TEST_F(PublishedModels, CodecsEncodeAndDecode) {
  if (!test_support::has_torch_module()) {
    GTEST_SKIP() << test_support::kNeedsTorchModule;
  }
  const std::string sound = (folder_ / "in.wav").string();
  audio::write_sound_file(sound,
                          test_support::sine(440, 20000, 16000),
                          {.format = audio::audio_format_of(sound),
                           .sample_rate = audio::SampleRate(16000),
                           .channels = 1,
                           .bit_depth = audio::BitDepth::kFloat32});
  const std::string codes = (folder_ / "codes.safetensors").string();
  const std::string again = (folder_ / "again.wav").string();
  for (const std::string name : {"dac_44khz", "encodec_24khz"}) {
    const std::string codec = testing::golden(name);
    const auto encoded = run_melisma({"encode", sound, "--codec", codec, "-o", codes});
    ASSERT_EQ(encoded.exit_code, 0) << encoded.errors;
    const auto decoded = run_melisma({"decode", codes, "--codec", codec, "-o", again});
    ASSERT_EQ(decoded.exit_code, 0) << decoded.errors;
    const audio::SoundFileReader reader(again);
    EXPECT_NEAR(static_cast<double>(*reader.info().claimed_frames) / reader.info().sample_rate.hz,
                1.25,
                0.001);
  }
}

TEST_F(PublishedModels, AnInterruptedPullGoesOn) {
  server_.add("model.safetensors", std::string(std::size_t{64} << 20U, 'w'));
  std::atomic<bool> slow{true};
  server_.answer = [&](const HubRequest& request) {
    auto answer = server_.honest(request);
    if (slow && request.range && request.range->first >= (std::uint64_t{24} << 20U)) {
      answer.cut_at = 1000;
      answer.hangs = true;
    }
    return answer;
  };
  const auto stopped = interrupt_melisma(
      {"models", "pull", "org/model", "--connections", "1"}, [&](double /*cpu_seconds*/) {
        const auto requests = server_.requests();
        return !requests.empty() && requests.back().range &&
               requests.back().range->first == (std::uint64_t{24} << 20U);
      });
  EXPECT_EQ(stopped.exit_code, 130) << stopped.errors;
  EXPECT_THAT(stopped.errors, HasSubstr("goes on from it"));
  slow = false;
  const std::size_t before = server_.requests().size();
  ASSERT_EQ(run_melisma({"models", "pull", "org/model"}).exit_code, 0);
  EXPECT_EQ(server_.requests().size() - before, 1U + 5U + 1U);  // list, parts, tokenizer
  EXPECT_EQ(run_melisma({"models", "verify", "org/model"}).exit_code, 0);
}

TEST_F(PublishedModels, WhatCannotBePulledIsSaidSo) {
  EXPECT_EQ(run_melisma({"models", "pull", "../etc"}).exit_code, 2);
  EXPECT_EQ(run_melisma({"models", "pull", "org/model", "--connections", "0"}).exit_code, 2);
  EXPECT_EQ(run_melisma({"models", "pull", "org/model", "--revision", "../x"}).exit_code, 2);
  EXPECT_EQ(run_melisma({"models", "pull"}).exit_code, 2);
  fs::create_directories(folder_ / "a/b");  // called as a model could be, and none
  const fs::path before = fs::current_path();
  fs::current_path(folder_.path());
  EXPECT_EQ(run_melisma({"models", "verify", "a/b"}).exit_code, 2);
  fs::current_path(before);
  const auto other = run_melisma({"models", "pull", "org/other"});
  EXPECT_EQ(other.exit_code, 1);
  EXPECT_THAT(other.errors, HasSubstr("404"));
  ::setenv("HF_HUB_OFFLINE", "1", 1);
  const auto offline = run_melisma({"models", "pull", "org/model"});
  ::unsetenv("HF_HUB_OFFLINE");
  EXPECT_EQ(offline.exit_code, 2);
  EXPECT_EQ(server_.requests().size(), 1U);
}

}  // namespace
}  // namespace melisma::testing_support
