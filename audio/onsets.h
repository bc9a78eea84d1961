#pragma once

#include <span>
#include <vector>

namespace melisma::audio {

/// Frames of the onset envelope a second; frame t is centred at t / 100 s.
constexpr double kOnsetFrameRate = 100.0;

/// Spectral flux: 40 mel bands (0 to 12 kHz or half the rate) of |rfft(frame * hann(1024))| * 4 /
/// 1024 at hop rate / 100, v = ln(1 + 20 mel), flux[t] = sum of max(0, v[t] - v[t-1]), minus the
/// mean of flux over t - 10 .. t + 10. flux[0] is 0.
std::vector<float> onset_envelope(std::span<const float> signal, int sample_rate);

/// Times in seconds of the peaks of an onset envelope: above half its standard deviation and the
/// largest within 3 frames either side (the first of equals).
std::vector<double> pick_onsets(std::span<const float> envelope);

/// pick_onsets(onset_envelope(signal)).
std::vector<double> detect_onsets(std::span<const float> signal, int sample_rate);

}  // namespace melisma::audio
