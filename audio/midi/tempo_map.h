#pragma once

#include <cstdint>
#include <vector>

#include "audio/midi/score.h"

namespace melisma::audio {

/// The tempo changes of a score, summed once, so that a time is found in O(log changes). Before the
/// first change the tempo is 120 bpm (the standard's default). Of several changes at one tick the
/// last holds; a score whose ticks_per_quarter is below 1 is read as if it were 1. Ticks may lie
/// beyond the end.
class TempoMap {
 public:
  explicit TempoMap(const Score& score);

  [[nodiscard]] double seconds_at(double tick) const;
  /// Inverse of seconds_at; negative seconds give tick 0.
  [[nodiscard]] double tick_at(double seconds) const;
  /// Quarter notes a minute at `tick`.
  [[nodiscard]] double bpm_at(double tick) const;

 private:
  struct Segment {
    double tick = 0;              // where it starts
    double seconds = 0;           // the same place in time
    double seconds_per_tick = 0;  // > 0
  };
  [[nodiscard]] const Segment& segment_at_tick(double tick) const;

  double ticks_per_quarter_ = 480;
  std::vector<Segment> segments_;  // never empty, sorted, the first at tick 0
};

}  // namespace melisma::audio
