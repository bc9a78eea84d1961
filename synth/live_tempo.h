#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>

#include "models/conditioning/score_feature_layout.h"

namespace melisma::synth {

/// The beat that a live player follows or sets: a tempo in 4/4, taps, or MIDI clock (24 a quarter).
/// Without any of them there is no beat. [inference]
class LiveTempo {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// The beat is now.
  void set_bpm(double bpm, Time now);
  /// From the second tap on (at most two seconds apart) they say tempo and beat.
  void tap(Time now);
  void midi_clock(Time now);
  /// MIDI start: the bar begins with the next clock.
  void midi_start();

  [[nodiscard]] std::optional<double> bpm() const { return bpm_; }
  /// Where in the bar `now` is.
  [[nodiscard]] std::optional<models::BeatClock> clock_at(Time now) const;
  /// True once after every change of tempo or beat.
  bool take_changed();

 private:
  static constexpr std::size_t kClocksAQuarter = 24;

  void set(double bpm, Time at, double beat);

  std::optional<double> bpm_;
  Time anchor_;             // a moment at which the beat is known
  double anchor_beat_ = 0;  // 0 .. 4
  bool changed_ = false;
  std::optional<Time> last_tap_;
  std::size_t taps_ = 0;
  std::array<Time, kClocksAQuarter> clocks_{};  // of the last quarter
  std::size_t clock_count_ = 0;
  std::size_t clocks_since_start_ = 0;
};

}  // namespace melisma::synth
