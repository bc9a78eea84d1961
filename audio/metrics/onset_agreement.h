#pragma once

#include <cstddef>
#include <span>

namespace melisma::audio {

/// How well detected onsets meet reference onsets.
struct OnsetAgreement {
  std::size_t matched = 0;
  std::size_t reference = 0;
  std::size_t detected = 0;
  /// matched / detected and matched / reference; 1 when the denominator is 0.
  [[nodiscard]] double precision() const noexcept;
  [[nodiscard]] double recall() const noexcept;
  /// 2 matched / (reference + detected), in [0, 1]; 1 when both are empty.
  [[nodiscard]] double f_measure() const noexcept;
};

/// Matches one to one within +- `tolerance_s`, as many pairs as possible. Both lists ascend.
OnsetAgreement match_onsets(std::span<const double> reference,
                            std::span<const double> detected,
                            double tolerance_s = 0.05);

/// F-measure at +- 50 ms of the onsets of `other` against those of `reference`, at one rate.
double onset_f_measure(std::span<const float> reference,
                       std::span<const float> other,
                       int sample_rate);

/// Pearson correlation of the two onset envelopes.
double flux_correlation(std::span<const float> reference,
                        std::span<const float> other,
                        int sample_rate);

}  // namespace melisma::audio
