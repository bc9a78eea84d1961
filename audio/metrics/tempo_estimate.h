#pragma once

#include <span>

namespace melisma::audio {

/// Tempo in beats a minute from an onset envelope of `frame_rate` frames a second. Candidates from
/// 40 to 240 bpm in steps of 0.2 %; a candidate of period p scores the mean of the envelope's
/// normalised autocorrelation at p, 2p, 3p, 4p (as far as half the envelope), times exp(-(log2(bpm
/// / prior_bpm))^2 / 2). 0 when there is no rhythm (silence, less than 3 s).
double estimate_tempo(std::span<const float> onset_envelope,
                      double frame_rate,
                      double prior_bpm = 120.0);

/// The same for a recording.
double estimate_signal_tempo(std::span<const float> signal,
                             int sample_rate,
                             double prior_bpm = 120.0);

/// `estimate` times the one of 1/4, 1/3, 1/2, 2/3, 1, 3/2, 2, 3, 4 that brings it nearest to
/// `expected` in ratio: which metrical level counts as the beat is a matter of taste, the pulse is
/// not.
double fold_tempo(double estimate, double expected);

/// |fold_tempo(estimate, expected) / expected - 1|; 1 when there is no estimate.
double tempo_error(double estimate, double expected);

}  // namespace melisma::audio
