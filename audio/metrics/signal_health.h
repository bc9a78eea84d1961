#pragma once

#include <span>

namespace melisma::audio {

/// Simple faults of a recording; shares are in [0, 1].
struct SignalHealth {
  double clipping_share = 0.0;    // samples with |x| >= 0.999
  double silence_share = 0.0;     // blocks of 20 ms (the last may be shorter) below -60 dB RMS
  double dc_offset = 0.0;         // mean of the samples
  double not_finite_share = 0.0;  // NaN and infinite samples; the other figures count them as 0
};

/// All zero for an empty signal.
SignalHealth signal_health(std::span<const float> signal, int sample_rate);

}  // namespace melisma::audio
