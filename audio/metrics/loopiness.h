#pragma once

#include <cstdint>
#include <span>

namespace melisma::audio {

/// How nearly a recording repeats itself: with v[t] the log mel frames (40 bands, n = 2048, 20 a
/// second) less their mean over time, the largest over lags from 1 s to half the length of sum
/// v[t].v[t+lag] / sqrt(sum |v[t]|^2 sum |v[t+lag]|^2), in [0, 1]. A stuck loop gives nearly 1;
/// music with a steady beat is high too, so compare with a reference. 0 when shorter than 4 s or
/// unchanging.
double loopiness(std::span<const float> signal, int sample_rate);

/// The share of runs of `length` code frames (but for the first) that have occurred before,
/// exactly; runs may overlap. 0 = never repeats, 1 = stuck. `codes` is frame-major [T][codebooks].
/// Throws InputError when the codes do not divide into frames or `length` < 1.
double repeated_code_share(std::span<const std::int32_t> codes, int codebooks, int length);

}  // namespace melisma::audio
