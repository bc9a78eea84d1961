#include "audio/midi/tempo_map.h"

#include <algorithm>

namespace melisma::audio {

namespace {

constexpr double kDefaultMicrosecondsPerQuarter = 500000;

}  // namespace

TempoMap::TempoMap(const Score& score)
    : ticks_per_quarter_(static_cast<double>(std::max(score.ticks_per_quarter, 1))) {
  const double scale = 1e-6 / ticks_per_quarter_;
  segments_.push_back({0, 0, kDefaultMicrosecondsPerQuarter * scale});
  for (const TempoChange& change : score.tempos) {
    // A tempo of 0 would stop time; the reader refuses it, and here it means the fastest there is.
    const double pace = scale * std::max<double>(change.microseconds_per_quarter, 1);
    const double tick = std::max(static_cast<double>(change.tick), segments_.back().tick);
    if (tick == segments_.back().tick) {
      segments_.back().seconds_per_tick = pace;
      continue;
    }
    segments_.push_back({tick, seconds_at(tick), pace});
  }
}

const TempoMap::Segment& TempoMap::segment_at_tick(double tick) const {
  const auto after = std::upper_bound(
      segments_.begin() + 1, segments_.end(), tick, [](double value, const Segment& segment) {
        return value < segment.tick;
      });
  return *(after - 1);
}

double TempoMap::seconds_at(double tick) const {
  const Segment& segment = segment_at_tick(tick);
  return segment.seconds + (tick - segment.tick) * segment.seconds_per_tick;
}

double TempoMap::tick_at(double seconds) const {
  const auto after = std::upper_bound(
      segments_.begin() + 1, segments_.end(), seconds, [](double value, const Segment& segment) {
        return value < segment.seconds;
      });
  const Segment& segment = *(after - 1);
  return std::max(segment.tick + (seconds - segment.seconds) / segment.seconds_per_tick, 0.0);
}

double TempoMap::bpm_at(double tick) const {
  return 60.0 / (segment_at_tick(tick).seconds_per_tick * ticks_per_quarter_);
}

}  // namespace melisma::audio
