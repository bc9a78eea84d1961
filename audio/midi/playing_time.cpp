#include "audio/midi/playing_time.h"

namespace melisma::audio {
namespace {

std::vector<double> seconds_by(const Score& score, int programs_each) {
  std::vector<double> seconds(static_cast<std::size_t>(128 / programs_each));
  for (const TimedNote& timed : timed_notes(score)) {
    if (!timed.note.is_drum()) {
      seconds[static_cast<std::size_t>(timed.note.program / programs_each)] +=
          timed.release_s - timed.onset_s;
    }
  }
  return seconds;
}

}  // namespace

std::vector<double> seconds_by_program(const Score& score) {
  return seconds_by(score, 1);
}

std::vector<double> seconds_by_family(const Score& score) {
  return seconds_by(score, 8);
}

}  // namespace melisma::audio
