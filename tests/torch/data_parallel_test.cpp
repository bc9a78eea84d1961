#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "tests/support/random_language_model.h"
#include "tests/support/temporary_folder.h"
#include "tests/torch/repeated_crops.h"
#include "tests/torch/torch_reference.h"

namespace melisma::models {
namespace {

TrainingResult train(const std::filesystem::path& run, std::int64_t batch) {
  LanguageModelTraining training;
  training.config = melisma::testing::tiny_language_model_config();
  training.batch = batch;
  training.depth_fraction = 1.0;  // every row weighs the same, whoever has it
  training.options.run = run;
  training.options.steps = 8;
  training.options.mixed_precision = false;
  melisma::testing::RepeatedCrops source(training.config, 12);
  return melisma::testing::torch_language_model().train(training, source);
}

// Two processes with one row each do what one process does with both rows.
TEST(DataParallelTraining, TwoProcessesEqualOneWithTheDoubleBatch) {
  const melisma::testing::TemporaryFolder folder;
  const std::string port = std::to_string(20000 + ::getpid() % 20000);
  setenv("WORLD_SIZE", "2", 1);
  setenv("MASTER_ADDR", "127.0.0.1", 1);
  setenv("MASTER_PORT", port.c_str(), 1);
  const pid_t other = ::fork();
  ASSERT_GE(other, 0);
  setenv("RANK", other == 0 ? "1" : "0", 1);
  if (other == 0) {
    try {
      train(folder / "shared", 1);
      ::_exit(0);
    } catch (...) {
      ::_exit(1);
    }
  }
  const auto shared = train(folder / "shared", 1);
  int status = 1;
  ::waitpid(other, &status, 0);
  EXPECT_EQ(status, 0);
  unsetenv("WORLD_SIZE");
  const auto alone = train(folder / "alone", 2);
  ASSERT_EQ(shared.losses.size(), alone.losses.size());
  for (std::size_t i = 0; i < alone.losses.size(); ++i) {
    EXPECT_NEAR(shared.losses[i], alone.losses[i], 1e-4) << "step " << i;
  }
  EXPECT_LT(alone.losses.back(), alone.losses.front());
}

}  // namespace
}  // namespace melisma::models
