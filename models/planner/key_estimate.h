#pragma once

#include "audio/midi/score.h"

namespace melisma::models {

struct KeyEstimate {
  int tonic = 0;  // 0..11, C = 0
  bool minor = false;
};

/// The key whose profile (Krumhansl and Kessler 1982, doi 10.1037/0033-295X.89.4.334) correlates
/// best with how long each pitch class sounds, drums left out. C major for a score without pitched
/// notes.
KeyEstimate estimate_key(const audio::Score& score);

}  // namespace melisma::models
