#include "synth/live_tempo.h"

#include <gtest/gtest.h>

namespace melisma::synth {
namespace {

LiveTempo::Time at(double seconds) {
  return LiveTempo::Time() + std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                                 std::chrono::duration<double>(seconds + 100));
}

TEST(LiveTempo, RunsOnFromASetTempo) {
  LiveTempo tempo;
  EXPECT_FALSE(tempo.clock_at(at(0)));
  EXPECT_FALSE(tempo.take_changed());
  tempo.set_bpm(120, at(0));
  EXPECT_TRUE(tempo.take_changed());
  EXPECT_FALSE(tempo.take_changed());
  EXPECT_NEAR(tempo.clock_at(at(0.75))->beat, 1.5, 1e-6);
  EXPECT_NEAR(tempo.clock_at(at(2.25))->beat, 0.5, 1e-6);
  tempo.set_bpm(1e9, at(0));
  EXPECT_EQ(*tempo.bpm(), 400);
}

TEST(LiveTempo, FollowsTaps) {
  LiveTempo tempo;
  tempo.tap(at(0));
  EXPECT_FALSE(tempo.bpm());
  for (int i = 1; i <= 8; ++i) {
    tempo.tap(at(0.6 * i));
  }
  EXPECT_NEAR(*tempo.bpm(), 100, 0.01);
  EXPECT_NEAR(tempo.clock_at(at(0.6 * 8 + 0.3))->beat, 0.5, 1e-6);
  tempo.tap(at(60));  // much later: a new beginning, the tempo stays until the next tap
  EXPECT_NEAR(*tempo.bpm(), 100, 0.01);
  tempo.tap(at(60.5));
  EXPECT_NEAR(*tempo.bpm(), 120, 0.01);
}

TEST(LiveTempo, FollowsMidiClock) {
  LiveTempo tempo;
  tempo.midi_start();
  for (int i = 0; i <= 24 * 5; ++i) {  // 90 bpm
    tempo.midi_clock(at(i * 60.0 / 90 / 24));
  }
  EXPECT_NEAR(*tempo.bpm(), 90, 0.01);
  EXPECT_NEAR(tempo.clock_at(at(5 * 60.0 / 90))->beat, 1, 1e-6);  // the sixth quarter
}

}  // namespace
}  // namespace melisma::synth
