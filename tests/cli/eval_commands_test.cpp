#include <cmath>
#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "codec/codec.h"
#include "models/checkpoint/safetensors.h"
#include "models/conditioning/phoneme_features.h"
#include "models/text/duration_model.h"
#include "tests/support/random_language_model.h"
#include "tests/support/run_command.h"
#include "tests/support/small_corpus.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_music_models.h"

namespace melisma::testing_support {
namespace {

using ::testing::HasSubstr;

/// Random weights: what is tested is that everything is measured, not that it is good.
class EvalCommands : public ::testing::Test {
 protected:
  EvalCommands() {
    testing::write_tiny_models(folder_.path());
    ::setenv("MELISMA_MODELS", folder_.path().c_str(), 1);
  }
  ~EvalCommands() override { ::unsetenv("MELISMA_MODELS"); }

  [[nodiscard]] std::string at(const std::string& name) const { return (folder_ / name).string(); }

  testing::TemporaryFolder folder_;
};

TEST_F(EvalCommands, MusicIsMeasuredBesideCeilingAndFloor) {
  testing::write_sounding_corpus(folder_ / "corpus", 2, 1.5, 8000);
  const std::vector<std::string> words = {
      "eval", "music", "--corpus", at("corpus"), "--seconds", "1", "--json"};
  const CommandResult result = run_melisma(words);
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const auto report = nlohmann::json::parse(result.output);
  EXPECT_EQ(report["pieces"], 2);
  EXPECT_EQ(report["faults"]["outputs"], 2);
  EXPECT_EQ(report["cross_entropy_nats"].size(), 3U);
  EXPECT_GT(report["real_time_factor"].get<double>(), 0);
  const auto& rows = report["agreement"];
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_NEAR(rows[0]["chroma"].get<double>(), 1, 1e-6);
  EXPECT_LT(rows[2]["chroma"].get<double>(), 0.9);
  // The same seed measures the same.
  const auto again = nlohmann::json::parse(run_melisma(words).output);
  EXPECT_EQ(again["agreement"], rows);
}

TEST_F(EvalCommands, MusicForPeople) {
  testing::write_sounding_corpus(folder_ / "corpus", 1, 1.0, 8000);
  const CommandResult result = run_melisma(
      {"eval", "music", "--corpus", at("corpus"), "--seconds", "1", "--no-loss", "--seed", "4"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_THAT(result.output, HasSubstr("onset F"));
  EXPECT_THAT(result.output, HasSubstr("real-time factor"));
  EXPECT_THAT(result.output, ::testing::Not(HasSubstr("cross-entropy")));
}

TEST_F(EvalCommands, CaptionsOnScoreAndSound) {
  const CommandResult result =
      run_melisma({"eval", "captions", "--prompts", "2", "--seconds", "2", "--json"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const auto report = nlohmann::json::parse(result.output);
  ASSERT_EQ(report["agreement_percent"].size(), 7U);
  EXPECT_EQ(report["scores"].size(), 2U);
  EXPECT_EQ(report["faults"]["outputs"], 2);
}

TEST_F(EvalCommands, CaptionsOnScoresAloneNeedNoMusicModel) {
  std::filesystem::remove(at("music.safetensors"));
  const CommandResult result = run_melisma(
      {"eval", "captions", "--prompts", "6", "--seconds", "4", "--score-only", "--json"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const auto report = nlohmann::json::parse(result.output);
  ASSERT_EQ(report["agreement_percent"].size(), 3U);
  // Tempo is exact in a planned score, whatever the weights.
  EXPECT_EQ(report["agreement_percent"][1]["tempo"], 100.0);
  EXPECT_EQ(run_melisma({"eval", "captions", "--prompts", "2"}).exit_code, 3);
}

TEST_F(EvalCommands, SpeechIsMeasuredBesideFlite) {
  const auto codec = codec::open_codec(at("codec.safetensors"));
  auto config = testing::tiny_music_model_config(codec->info());
  config.kind = "speech";
  config.feature_count = models::kPhonemeFeatureCount;
  config.text_vocabulary = 0;
  config.main.cross_attention = false;
  testing::write_random_language_model(folder_ / "speech.safetensors", config, 3);
  const CommandResult result =
      run_melisma({"eval", "speech", "--sentences", "3", "--voice", "slt", "--json"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const auto report = nlohmann::json::parse(result.output);
  const auto& rows = report["systems"];
  ASSERT_GE(rows.size(), 3U);
  EXPECT_LT(rows[0]["word_error_rate"].get<double>(), 0.5);
  EXPECT_EQ(rows[0]["length_ratio"], 1.0);
  EXPECT_GT(rows[2]["word_error_rate"].get<double>(), 0.5);  // noise
  EXPECT_GT(rows[2]["real_time_factor"].get<double>(), 0);
  EXPECT_EQ(report["cross_entropy_nats"].size(), 3U);
  // With a duration model that gives every phoneme a tenth of a second there is one system more.
  models::DurationWeights durations;
  durations.voices = {"rms", "slt"};
  durations.mean.assign(2 * models::kPhonemeNames.size(), std::log(.1F));
  durations.trees.depth = 1;
  durations.trees.input = {0};
  durations.trees.threshold = {255};
  durations.trees.value = {0, 0};
  models::write_safetensors(
      folder_ / "durations.safetensors", tensors_of(durations), metadata_of(durations, {}));
  const CommandResult timed = run_melisma({"eval", "speech", "--sentences", "1", "--json"});
  ASSERT_EQ(timed.exit_code, 0) << timed.errors;
  const auto systems = nlohmann::json::parse(timed.output)["systems"];
  ASSERT_EQ(systems.size(), 4U);
  EXPECT_GT(systems[2]["length_ratio"].get<double>(), 0.9);
  EXPECT_NE(systems[3]["length_ratio"], systems[2]["length_ratio"]);
  EXPECT_EQ(run_melisma({"eval", "speech", "--voice", "awb"}).exit_code, 3);
  EXPECT_EQ(run_melisma({"eval", "speech", "--voice", "nobody"}).exit_code, 2);
  EXPECT_EQ(run_melisma({"eval", "speech", "--model", "music"}).exit_code, 3);
}

TEST_F(EvalCommands, WrongUse) {
  EXPECT_EQ(run_melisma({"eval", "music"}).exit_code, 2);
  EXPECT_EQ(run_melisma({"eval", "music", "--corpus", at("none")}).exit_code, 4);
  EXPECT_EQ(run_melisma({"eval", "captions", "--prompts", "0"}).exit_code, 2);
  EXPECT_EQ(run_melisma({"eval", "captions", "--temperature", "9"}).exit_code, 2);
  testing::write_spoken_corpus(folder_ / "speech", {"Yes."});
  EXPECT_EQ(run_melisma({"eval", "music", "--corpus", at("speech")}).exit_code, 2);
}

}  // namespace
}  // namespace melisma::testing_support
