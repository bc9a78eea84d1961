#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/run_command.h"

namespace melisma::testing_support {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Command, HelpListsTheCommandsAndExitCodes) {
  const CommandResult result = run_melisma({"--help"});
  EXPECT_EQ(result.exit_code, 0);
  for (const char* word : {"models", "130"}) {
    EXPECT_THAT(result.output, HasSubstr(word));
  }
}

TEST(Command, EveryCommandHasHelp) {
  for (const char* name : {"bench",
                           "compose",
                           "corpus",
                           "decode",
                           "encode",
                           "eval",
                           "models",
                           "render",
                           "speak",
                           "train"}) {
    const CommandResult result = run_melisma({name, "--help"});
    EXPECT_EQ(result.exit_code, 0) << name << ": " << result.errors;
    EXPECT_THAT(result.output, HasSubstr("usage: melisma")) << name;
  }
}

TEST(Command, HelpOfTrainingTasksListsWhatTheTaskObeys) {
  const CommandResult planner = run_melisma({"train", "planner", "--help"});
  EXPECT_THAT(planner.output, HasSubstr("--minutes"));
  EXPECT_THAT(planner.output, HasSubstr("(=0.0012)"));
  const CommandResult codec = run_melisma({"train", "codec", "--help"});
  EXPECT_THAT(codec.output, HasSubstr("--decoder-minutes"));
  EXPECT_THAT(codec.output, Not(HasSubstr("--minutes")));
  EXPECT_THAT(codec.output, Not(HasSubstr("--resume")));
}

TEST(Command, WrongUseIsExitCode2AndSaysHowToGoOn) {
  EXPECT_EQ(run_melisma({}).exit_code, 2);
  const CommandResult unknown = run_melisma({"sing"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(unknown.errors, HasSubstr("melisma --help"));
  const CommandResult option = run_melisma({"models", "list", "--loud"});
  EXPECT_EQ(option.exit_code, 2);
  EXPECT_THAT(option.errors, HasSubstr("--help"));
}

TEST(Command, StartsWithoutLibTorch) {
  const CommandResult result = run_melisma({"--version"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.output, HasSubstr("melisma "));
}

}  // namespace
}  // namespace melisma::testing_support
