#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/checkpoint/safetensors.h"
#include "models/transformer/language_model_config.h"
#include "tests/support/run_command.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_music_models.h"

namespace melisma::testing_support {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

class TrainCommand : public ::testing::Test {
 protected:
  [[nodiscard]] std::string at(const std::string& name) const { return (folder_ / name).string(); }

  /// A corpus of three pieces, tiny models and the configuration of the music model.
  void SetUp() override {
    const CommandResult corpus =
        run_melisma({"corpus", "music", "--hours", "0.04", "-o", at("corpus"), "-q"});
    ASSERT_EQ(corpus.exit_code, 0) << corpus.errors;
    testing::write_tiny_models(folder_.path());
    const models::SafetensorsFile music(folder_ / "music.safetensors");
    std::ofstream(at("music.json")) << music.metadata_value("config");
  }
  [[nodiscard]] CommandResult train(std::vector<std::string> more) const {
    std::vector<std::string> words{"train",
                                   "lm",
                                   "--kind",
                                   "music",
                                   "--corpus",
                                   at("corpus"),
                                   "--codec",
                                   at("codec.safetensors"),
                                   "--config",
                                   at("music.json"),
                                   "--steps",
                                   "2",
                                   "--batch",
                                   "2",
                                   "--frames",
                                   "32",
                                   "-o",
                                   at("run")};
    words.insert(words.end(), more.begin(), more.end());
    return run_melisma(words);
  }
  testing::TemporaryFolder folder_;
};

TEST_F(TrainCommand, GoesOnFromAModelOfTheSameShape) {
  const CommandResult result = train({"--from", at("music.safetensors")});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_TRUE(fs::exists(at("run/model.safetensors")));
  const CommandResult other = train({"--from", at("planner.safetensors")});
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_THAT(other.errors, HasSubstr("configuration"));
  const CommandResult nobody = train({"--from", at("nobody.safetensors")});
  EXPECT_EQ(nobody.exit_code, 3) << nobody.errors;
}

}  // namespace
}  // namespace melisma::testing_support
