#include "audio/metrics/onset_agreement.h"

#include "audio/metrics/correlation.h"
#include "audio/onsets.h"

namespace melisma::audio {
namespace {

double ratio(std::size_t part, std::size_t whole) {
  return whole == 0 ? 1.0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

double OnsetAgreement::precision() const noexcept {
  return ratio(matched, detected);
}
double OnsetAgreement::recall() const noexcept {
  return ratio(matched, reference);
}
double OnsetAgreement::f_measure() const noexcept {
  return ratio(2 * matched, reference + detected);
}

OnsetAgreement match_onsets(std::span<const double> reference,
                            std::span<const double> detected,
                            double tolerance_s) {
  OnsetAgreement result{0, reference.size(), detected.size()};
  // All windows have one width, so taking the earliest pair that fits loses none.
  std::size_t r = 0;
  std::size_t d = 0;
  while (r < reference.size() && d < detected.size()) {
    if (detected[d] < reference[r] - tolerance_s) {
      ++d;
    } else if (detected[d] > reference[r] + tolerance_s) {
      ++r;
    } else {
      ++result.matched;
      ++r;
      ++d;
    }
  }
  return result;
}

double onset_f_measure(std::span<const float> reference,
                       std::span<const float> other,
                       int sample_rate) {
  return match_onsets(detect_onsets(reference, sample_rate), detect_onsets(other, sample_rate))
      .f_measure();
}

double flux_correlation(std::span<const float> reference,
                        std::span<const float> other,
                        int sample_rate) {
  return pearson_correlation(onset_envelope(reference, sample_rate),
                             onset_envelope(other, sample_rate));
}

}  // namespace melisma::audio
