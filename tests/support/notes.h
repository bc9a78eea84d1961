#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "audio/midi/score.h"
#include "tests/support/signals.h"

/// Notes and their plain sound for tests.
namespace melisma::test_support {

inline audio::TimedNote timed_note(int pitch, double onset_s, double release_s, int channel = 0) {
  audio::Note note;
  note.pitch = static_cast<std::uint8_t>(pitch);
  note.channel = static_cast<std::uint8_t>(channel);
  note.velocity = 100;
  return {onset_s, release_s, note};
}

/// Six harmonics a note, 24 kHz, with a 5 ms attack and release.
inline std::vector<float> play(const std::vector<audio::TimedNote>& notes, std::size_t samples) {
  std::vector<float> signal(samples);
  for (const auto& timed : notes) {
    const auto start = static_cast<std::size_t>(timed.onset_s * 24000.0);
    const auto length = static_cast<std::size_t>((timed.release_s - timed.onset_s) * 24000.0);
    const double base = 440.0 * std::exp2((timed.note.pitch - 69) / 12.0);
    for (int h = 1; h <= 6; ++h) {
      auto tone = sine(base * h, length, 24000, 0.1 / h);
      for (std::size_t i = 0; i < length; ++i) {
        const std::size_t edge = std::min(i, length - 1 - i);
        tone[i] *= std::min(1.0F, static_cast<float>(edge) / 120.0F);
      }
      add(signal, tone, start);
    }
  }
  return signal;
}

}  // namespace melisma::test_support
