#pragma once

#include <span>
#include <vector>

namespace melisma::cli {

/// `samples` (mono, 24 kHz) coded by Opus at `kilobits_per_second` (6..256) and decoded again,
/// aligned and of the same length: the yardstick beside our codecs. `coded_kilobits` is what the
/// Ogg file weighed.
struct OpusRoundTrip {
  std::vector<float> samples;
  double coded_kilobits_per_second = 0;
};
OpusRoundTrip opus_round_trip(std::span<const float> samples, double kilobits_per_second);

}  // namespace melisma::cli
