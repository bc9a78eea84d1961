#pragma once

#include <span>

namespace melisma::audio {

/// Scale-invariant signal-to-distortion ratio in dB (Le Roux et al. 2019, arXiv 1811.02508), both
/// signals made zero-mean and cut to the shorter: with a = <estimate, reference> / <reference,
/// reference>, 10 log10(|a reference|^2 / |estimate - a reference|^2), limited to +-120 dB. -120
/// when either signal is silent. It says nothing about a codec that codes no phase.
double si_sdr_db(std::span<const float> reference, std::span<const float> estimate);

}  // namespace melisma::audio
