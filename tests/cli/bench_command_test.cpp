#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/run_command.h"
#include "tests/support/temporary_folder.h"

namespace melisma::testing_support {
namespace {

using ::testing::HasSubstr;

// What is tested is that everything is measured and compared, not how fast this machine is.
TEST(BenchCommand, MeasuresAndFindsWhatBecameSlower) {
  const CommandResult result = run_melisma({"bench", "--only", "speech", "--json"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  auto report = nlohmann::json::parse(result.output);
  EXPECT_GT(report["machine"]["read_gb_s"].get<double>(), 0.1);
  const auto& speech = report["speech"];
  EXPECT_GT(speech["ms_p50"].get<double>(), 0);
  EXPECT_GE(speech["ms_max"].get<double>(), speech["ms_p50"].get<double>());
  EXPECT_GT(speech["speak_start_ms"].get<double>(), speech["first_sound_ms"].get<double>());
  EXPECT_GT(speech["bytes"].get<double>(), 1e6);
  EXPECT_FALSE(report.contains("music"));

  report["speech"]["ms_p50"] = speech["ms_p50"].get<double>() / 50;
  report["speech"]["first_sound_ms"] = speech["first_sound_ms"].get<double>() * 50;
  const testing::TemporaryFolder folder;
  std::ofstream(folder / "before.json") << report;
  const CommandResult compared =
      run_melisma({"bench", "--only", "speech", "--compare", (folder / "before.json").string()});
  EXPECT_EQ(compared.exit_code, 1);
  EXPECT_THAT(compared.errors, HasSubstr("speech ms_p50"));
  EXPECT_THAT(compared.errors, ::testing::Not(HasSubstr("first_sound_ms")));
  EXPECT_THAT(compared.output, HasSubstr("real-time factor"));
}

TEST(BenchCommand, BadWordsAreRefused) {
  EXPECT_EQ(run_melisma({"bench", "--only", "tea"}).exit_code, 2);
  EXPECT_EQ(run_melisma({"bench", "--threads", "0"}).exit_code, 2);
  EXPECT_EQ(run_melisma({"bench", "--compare", "/nowhere.json"}).exit_code, 4);
}

}  // namespace
}  // namespace melisma::testing_support
