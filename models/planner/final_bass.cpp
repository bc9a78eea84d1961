#include "models/planner/final_bass.h"

#include <algorithm>

namespace melisma::models {

int final_bass(const audio::Score& score) {
  constexpr int kNone = 128;
  std::int64_t last_start = -1;
  for (const audio::Note& note : score.notes) {
    last_start = note.is_drum() ? last_start : std::max(last_start, note.start_tick);
  }
  int lowest = kNone;
  for (const audio::Note& note : score.notes) {
    if (!note.is_drum() && note.end_tick() > last_start) {
      lowest = std::min(lowest, static_cast<int>(note.pitch));
    }
  }
  return lowest;
}

}  // namespace melisma::models
