#pragma once

#include <span>
#include <vector>

#include "audio/frame_matrix.h"
#include "audio/midi/score.h"

namespace melisma::audio {

/// Pitch-class content, 50 frames a second; frame t is centred at t / 50 s. Column 0 is C.
struct Chroma {
  FrameMatrix frames;           // [T, 12], >= 0
  std::vector<float> energies;  // [T], energy of the part that was analysed
};

constexpr double kChromaFrameRate = 50.0;
constexpr double kChromaLowHz = 100.0;
constexpr double kChromaHighHz = 2000.0;

/// |STFT|^0.7 (n = 4096, hop rate / 50, centred) of the bins from 100 to 2000 Hz, each shared
/// between the two nearest semitones in proportion to its nearness, summed by pitch class (A = 440
/// Hz). energy = sum of |STFT|^2 over the same bins. Throws ConfigError for a rate below 4000 Hz.
Chroma chroma(std::span<const float> signal, int sample_rate);

/// The same for notes, without sound: a note adds 8 harmonics of amplitude velocity / (127 h) to
/// the 0.7th power, where they fall in the range, times the share of a 4096 / 24000 s Hann window
/// during which it sounds. Drums are left out; instruments' decay is not modelled. `frames` frames.
Chroma score_chroma(std::span<const TimedNote> notes, std::size_t frames);

}  // namespace melisma::audio
