#include "audio/error.h"

#include <gtest/gtest.h>

namespace melisma {
namespace {

TEST(Error, CarriesTheExitCodeOfItsKind) {
  EXPECT_EQ(ConfigError("x").code(), ExitCode::kUsage);
  EXPECT_EQ(CheckpointError("x").code(), ExitCode::kModel);
  EXPECT_EQ(AudioFileError("x").code(), ExitCode::kInput);
  EXPECT_EQ(DeviceError("x").code(), ExitCode::kDevice);
  EXPECT_EQ(Interrupted().code(), ExitCode::kInterrupted);
}

TEST(ErrorDeathTest, FailedAssertionNamesTheExpression) {
  EXPECT_DEATH(MELISMA_ASSERT(1 + 1 == 3), "1 \\+ 1 == 3");
}

}  // namespace
}  // namespace melisma
