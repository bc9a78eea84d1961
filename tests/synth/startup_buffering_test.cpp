#include "synth/startup_buffering.h"

#include <gtest/gtest.h>

namespace melisma::synth {
namespace {

/// Plays sound that takes `pace` seconds a second to make, with the head start that is wanted;
/// returns the least that ever waited.
double least_waiting(double total, double pace) {
  StartupBuffering startup(0, 0.1);
  startup.expect(total);
  double waiting = 0;
  double least = total;
  bool playing = false;
  for (double made = 0; made < total; made += 0.02) {
    waiting += 0.02;
    startup.add(0.02, 0.02 * pace);
    if (playing) {
      waiting -= 0.02 * pace;
      least = std::min(least, waiting);
    }
    playing = playing || waiting >= startup.wanted_seconds();
  }
  return least;
}

TEST(StartupBuffering, FastSoundWaitsForTheDeviceAndABadMoment) {
  StartupBuffering startup(0, 0.1);
  startup.expect(60);
  startup.add(0.02, 0.003);
  startup.add(0.02, 0.005);
  EXPECT_GT(startup.wanted_seconds(), 0.1 + 2 * 0.005);
  EXPECT_LT(startup.wanted_seconds(), 0.2);
}

TEST(StartupBuffering, SlowSoundLastsToItsEnd) {
  for (const double pace : {0.2, 0.95, 1.5, 3.0}) {
    EXPECT_GT(least_waiting(20, pace), 0) << "pace " << pace;
  }
}

TEST(StartupBuffering, KeepsTheLeastAndWantsMoreAfterAGap) {
  StartupBuffering startup(2, 0.1);
  startup.add(0.02, 0.003);
  EXPECT_DOUBLE_EQ(startup.wanted_seconds(), 2);
  StartupBuffering other(0, 0.1);
  other.add(0.02, 0.01);
  const double before = other.wanted_seconds();
  other.underrun();
  EXPECT_GT(other.wanted_seconds(), before + 0.05);
}

}  // namespace
}  // namespace melisma::synth
