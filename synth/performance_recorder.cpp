#include "synth/performance_recorder.h"

#include <algorithm>
#include <cmath>

namespace melisma::synth {
namespace {

constexpr double kTicksASecond = 960;  // 480 a quarter at 120 bpm

}  // namespace

std::int64_t PerformanceRecorder::tick_of(std::int64_t frame) const {
  return std::llround(static_cast<double>(frame) / frame_rate_ * kTicksASecond);
}

void PerformanceRecorder::take(std::int64_t frame, const PerformedNote& note) {
  std::size_t& sounding = sounding_.at(note.channel).at(note.pitch);
  if (sounding != 0) {
    audio::Note& before = score_.notes[sounding - 1];
    before.duration_ticks = std::max<std::int64_t>(1, tick_of(frame) - before.start_tick);
    sounding = 0;
  }
  if (note.velocity > 0) {
    score_.notes.push_back(
        {tick_of(frame), 0, note.channel, note.part.program, note.pitch, note.velocity});
    sounding = score_.notes.size();
  }
}

audio::Score PerformanceRecorder::score(std::int64_t frame) const {
  audio::Score score = score_;
  for (audio::Note& note : score.notes) {
    if (note.duration_ticks == 0) {
      note.duration_ticks = std::max<std::int64_t>(1, tick_of(frame) - note.start_tick);
    }
  }
  audio::sort_score(score);
  return score;
}

}  // namespace melisma::synth
