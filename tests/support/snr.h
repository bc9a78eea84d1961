#pragma once

#include <cmath>
#include <cstddef>
#include <span>

namespace melisma::test_support {

/// Energy of `reference` over the energy of its difference to `other`, in dB. Equal lengths.
inline double snr_db(std::span<const float> reference, std::span<const float> other) {
  double signal = 0.0;
  double error = 1e-30;
  for (std::size_t n = 0; n < reference.size(); ++n) {
    const double sample = reference[n];
    const double difference = sample - static_cast<double>(other[n]);
    signal += sample * sample;
    error += difference * difference;
  }
  return 10.0 * std::log10(signal / error);
}

}  // namespace melisma::test_support
