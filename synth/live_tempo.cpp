#include "synth/live_tempo.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "synth/steady_time.h"

namespace melisma::synth {
namespace {

constexpr double kBeatsABar = 4;
constexpr double kSlowestBpm = 20;
constexpr double kFastestBpm = 400;
constexpr double kLongestTapSeconds = 2;
constexpr double kTapWeight = 0.4;  // of a new tap in the tempo

}  // namespace

void LiveTempo::set(double bpm, Time at, double beat) {
  bpm_ = std::clamp(bpm, kSlowestBpm, kFastestBpm);
  anchor_ = at;
  anchor_beat_ = beat;
  changed_ = true;
}

void LiveTempo::set_bpm(double bpm, Time now) {
  set(bpm, now, 0);
}

void LiveTempo::tap(Time now) {
  const double gap = last_tap_ ? seconds_between(*last_tap_, now) : kLongestTapSeconds;
  last_tap_ = now;
  if (gap >= kLongestTapSeconds || gap <= 0) {
    taps_ = 1;
    return;
  }
  const double tapped = 60 / gap;
  const double bpm = taps_ >= 2 ? *bpm_ + kTapWeight * (tapped - *bpm_) : tapped;
  set(bpm, now, std::fmod(static_cast<double>(taps_), kBeatsABar));
  ++taps_;
}

void LiveTempo::midi_clock(Time now) {
  const Time quarter_ago = clocks_[clock_count_ % kClocksAQuarter];
  clocks_[clock_count_ % kClocksAQuarter] = now;
  if (clock_count_ >= kClocksAQuarter && clocks_since_start_ % kClocksAQuarter == 0) {
    const double beat = static_cast<double>(clocks_since_start_ / kClocksAQuarter);
    set(60 / std::max(seconds_between(quarter_ago, now), 1e-3), now, std::fmod(beat, kBeatsABar));
  }
  ++clock_count_;
  ++clocks_since_start_;
}

void LiveTempo::midi_start() {
  clocks_since_start_ = 0;
}

std::optional<models::BeatClock> LiveTempo::clock_at(Time now) const {
  if (!bpm_) {
    return std::nullopt;
  }
  const double beats = anchor_beat_ + seconds_between(anchor_, now) * *bpm_ / 60;
  const double beat = beats - kBeatsABar * std::floor(beats / kBeatsABar);
  return models::BeatClock{*bpm_, std::min(beat, std::nextafter(kBeatsABar, 0)), kBeatsABar, 1};
}

bool LiveTempo::take_changed() {
  return std::exchange(changed_, false);
}

}  // namespace melisma::synth
