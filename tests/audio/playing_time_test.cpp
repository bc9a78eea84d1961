#include "audio/midi/playing_time.h"

#include <gtest/gtest.h>

namespace melisma::audio {
namespace {

TEST(PlayingTime, IsThatOfNotesWithoutDrums) {
  Score score;  // 120 beats a minute
  score.ticks_per_quarter = 480;
  score.notes = {{.start_tick = 0, .duration_ticks = 480, .program = 40, .pitch = 60},
                 {.start_tick = 0, .duration_ticks = 480, .program = 42, .pitch = 48},
                 {.start_tick = 480, .duration_ticks = 960, .program = 40, .pitch = 62},
                 {.start_tick = 0, .duration_ticks = 480, .channel = 9, .program = 0, .pitch = 36}};
  const std::vector<double> programs = seconds_by_program(score);
  ASSERT_EQ(programs.size(), 128U);
  EXPECT_DOUBLE_EQ(programs[40], 1.5);
  EXPECT_DOUBLE_EQ(programs[42], 0.5);
  EXPECT_DOUBLE_EQ(programs[0], 0);
  const std::vector<double> families = seconds_by_family(score);
  ASSERT_EQ(families.size(), 16U);
  EXPECT_DOUBLE_EQ(families[5], 2.0);
  EXPECT_DOUBLE_EQ(families[0], 0);
}

}  // namespace
}  // namespace melisma::audio
