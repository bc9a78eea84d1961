#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/run_command.h"
#include "tests/support/small_corpus.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_music_models.h"
#include "tests/support/tiny_speech_models.h"

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
  EXPECT_EQ(run_melisma({"eval", "captions", "--prompts", "2", "--model", at("music.safetensors")})
                .exit_code,
            3);
}

TEST_F(EvalCommands, SpeechIsMeasuredBesideFlite) {
  testing::write_tiny_speech_models(folder_.path());
  const CommandResult result =
      run_melisma({"eval", "speech", "--sentences", "3", "--voice", "slt", "--json"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const auto report = nlohmann::json::parse(result.output);
  const auto& rows = report["systems"];
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_LT(rows[0]["word_error_rate"].get<double>(), 0.5);
  EXPECT_EQ(rows[0]["length_ratio"], 1.0);
  EXPECT_NEAR(rows[2]["length_ratio"].get<double>(), 1.0, 0.05);
  EXPECT_GT(rows[3]["word_error_rate"].get<double>(), 0.5);  // noise
  EXPECT_GT(rows[3]["real_time_factor"].get<double>(), 0);
  EXPECT_NE(rows[3]["length_ratio"], rows[2]["length_ratio"]);
  EXPECT_EQ(report["cross_entropy_nats"].size(), 3U);
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
