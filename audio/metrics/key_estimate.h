#pragma once

#include <array>
#include <span>

#include "audio/midi/score.h"

namespace melisma::audio {

/// A major or minor key. `tonic` 0 = C .. 11 = B.
struct KeyEstimate {
  int tonic = 0;
  bool minor = false;
  double correlation = 0.0;  // with the key's profile, -1..1; 0 when there is nothing to go by
};

/// The key whose Krumhansl-Kessler profile correlates best (Pearson) with the weights of the 12
/// pitch classes, C first.
KeyEstimate estimate_key(std::span<const float, 12> pitch_classes);

/// From notes: each non-drum note weighs its seconds times velocity / 127.
KeyEstimate estimate_key(std::span<const TimedNote> notes);

/// From sound: peaks (bins above both neighbours) from 60 to 1500 Hz of |STFT|, n = 16384, hop
/// 4096, weigh their magnitude in the nearest pitch class; frames add up. Peaks only, because the
/// skirts of loud partials would blur the profile; from 60 Hz, because the bass tells the key from
/// its dominant (48 of 48 synthesised pieces in their key, against 29 with square roots of the
/// peaks from 100 to 2200 Hz).
KeyEstimate estimate_key(std::span<const float> signal, int sample_rate);

}  // namespace melisma::audio
