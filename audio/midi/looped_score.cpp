#include "audio/midi/looped_score.h"

#include <algorithm>
#include <vector>

namespace melisma::audio {
namespace {

constexpr std::int64_t kOverhangs = 8;  // a quarter has so many of what may overhang a bar line

std::int64_t bar_ticks(const Score& score, const TimeSignature& metre) {
  const std::int64_t whole = std::int64_t{4} * std::max(score.ticks_per_quarter, 1);
  return std::max<std::int64_t>(1, whole * metre.numerator / std::max<int>(metre.denominator, 1));
}

/// Those before `length`, so often, each time `length` later.
template <typename Event>
std::vector<Event> repeat_events(const std::vector<Event>& events, std::int64_t length, int times) {
  std::vector<Event> result;
  for (int time = 0; time < times; ++time) {
    for (Event event : events) {
      if (event.tick < length) {
        event.tick += time * length;
        result.push_back(event);
      }
    }
  }
  return result;
}

/// A state that holds from tick 0 on, also where a list does not say so.
template <typename Event>
void begin_with_default(std::vector<Event>& events) {
  if (events.empty() || events.front().tick > 0) {
    events.insert(events.begin(), Event{});
  }
}

}  // namespace

std::int64_t loop_tick(const Score& score) {
  const std::int64_t end = score.end_tick() - std::max(score.ticks_per_quarter, 1) / kOverhangs;
  if (score.notes.empty()) {
    return 0;
  }
  TimeSignature metre;
  std::int64_t begin = 0;
  for (const TimeSignature& next : score.time_signatures) {
    if (next.tick >= end) {
      break;
    }
    begin = std::max<std::int64_t>(next.tick, 0);
    metre = next;
  }
  const std::int64_t bar = bar_ticks(score, metre);
  return begin + std::max<std::int64_t>(1, (end - begin + bar - 1) / bar) * bar;
}

Score repeated(const Score& score, std::int64_t length, int times) {
  Score once = score;
  begin_with_default(once.tempos);
  begin_with_default(once.time_signatures);
  // Wheels are back in the middle where the next repetition begins.
  for (std::uint8_t channel = 0; channel < 16 && !score.pitch_bends.empty(); ++channel) {
    once.pitch_bends.push_back({0, channel, 0.0F});
  }
  sort_score(once);
  Score result = once;
  result.notes.clear();
  for (int time = 0; time < times; ++time) {
    for (Note note : once.notes) {
      if (note.start_tick < length) {
        note.duration_ticks = std::min(note.duration_ticks, length - note.start_tick);
        note.start_tick += time * length;
        result.notes.push_back(note);
      }
    }
  }
  result.tempos = repeat_events(once.tempos, length, times);
  result.time_signatures = repeat_events(once.time_signatures, length, times);
  result.key_signatures = repeat_events(once.key_signatures, length, times);
  result.markers = repeat_events(once.markers, length, times);
  result.pitch_bends = repeat_events(once.pitch_bends, length, times);
  sort_score(result);
  return result;
}

}  // namespace melisma::audio
