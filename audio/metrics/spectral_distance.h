#pragma once

#include <span>

namespace melisma::audio {

/// Distances between two signals of one rate, with S(x) = |rfft(frame * hann(1024))| * 4 / 1024 at
/// hop 256, centred. The longer signal is cut to the shorter one's length; two empty signals are 0
/// apart.

/// Mean over frames and bands of |ln(mel S(a) + 1e-4) - ln(mel S(b) + 1e-4)|, 80 HTK mel bands from
/// 0 to 12 kHz (or half the rate, if that is less), each summing to 1. In nats; 0 = equal.
double mel_distance(std::span<const float> a, std::span<const float> b, int sample_rate);

/// Log-spectral distance in dB: the mean over frames of
/// sqrt(mean over bins of (20 log10((S(a) + 1e-4) / (S(b) + 1e-4)))^2). 0 = equal.
double log_spectral_distance(std::span<const float> a, std::span<const float> b);

}  // namespace melisma::audio
