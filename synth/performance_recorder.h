#pragma once

#include <array>
#include <cstdint>

#include "audio/midi/score.h"
#include "synth/midi_performance.h"

namespace melisma::synth {

/// Performed notes as a score at 120 bpm, so that a performance can be kept and rendered again.
/// Grows by a note a note. [inference]
class PerformanceRecorder {
 public:
  explicit PerformanceRecorder(double frame_rate) : frame_rate_(frame_rate) {}

  void take(std::int64_t frame, const PerformedNote& note);
  /// All notes so far; those still sounding end at `frame`.
  [[nodiscard]] audio::Score score(std::int64_t frame) const;

 private:
  [[nodiscard]] std::int64_t tick_of(std::int64_t frame) const;

  double frame_rate_;
  audio::Score score_;
  std::array<std::array<std::size_t, 128>, 16> sounding_{};  // index + 1 in score_.notes; 0 = none
};

}  // namespace melisma::synth
