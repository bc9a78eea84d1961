#include "audio/metrics/loopiness.h"

#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "audio/error.h"
#include "tests/support/notes.h"

namespace melisma::audio {
namespace {

std::vector<float> tune(std::size_t period, std::size_t notes) {
  std::mt19937 random(9);
  std::vector<int> pitches(period);
  for (int& pitch : pitches) {
    pitch = 48 + static_cast<int>(random() % 36);
  }
  std::vector<TimedNote> timed;
  for (std::size_t i = 0; i < notes; ++i) {
    const double start = 0.25 * static_cast<double>(i);
    timed.push_back(test_support::timed_note(pitches[i % period], start, start + 0.2));
  }
  return test_support::play(timed, notes * 6000);
}

TEST(Loopiness, TellsALoopFromATune) {
  const double loop = loopiness(tune(6, 48), 24000);
  const double through = loopiness(tune(48, 48), 24000);
  EXPECT_GT(loop, 0.98);
  EXPECT_LT(through, 0.8);
}

TEST(Loopiness, OfSilenceOrTooLittleIsZero) {
  EXPECT_EQ(loopiness(std::vector<float>(240000), 24000), 0.0);
  EXPECT_EQ(loopiness(test_support::noise(48000, 1), 24000), 0.0);
}

TEST(RepeatedCodeShare, CountsRunsSeenBefore) {
  const std::vector<std::int32_t> stuck(40, 7);
  EXPECT_EQ(repeated_code_share(stuck, 2, 4), 1.0);
  std::vector<std::int32_t> fresh(40);
  for (std::size_t i = 0; i < fresh.size(); ++i) {
    fresh[i] = static_cast<std::int32_t>(i);
  }
  EXPECT_EQ(repeated_code_share(fresh, 2, 1), 0.0);
  // Frames 1 2 3 1 2: of the pairs after the first (23, 31, 12), the last was seen.
  EXPECT_DOUBLE_EQ(repeated_code_share(std::vector<std::int32_t>{1, 2, 3, 1, 2}, 1, 2), 1.0 / 3.0);
  EXPECT_EQ(repeated_code_share({}, 2, 1), 0.0);
  EXPECT_THROW(repeated_code_share(fresh, 3, 1), InputError);
}

}  // namespace
}  // namespace melisma::audio
