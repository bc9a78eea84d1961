#include "audio/metrics/chroma_correlation.h"

#include <algorithm>
#include <cstddef>

#include "audio/metrics/correlation.h"

namespace melisma::audio {

double chroma_correlation(const Chroma& reference, const Chroma& other) {
  constexpr float kEnergyShare = 0.02F;
  const std::size_t frames = std::min(reference.frames.frames(), other.frames.frames());
  float largest = 0.0F;
  for (std::size_t t = 0; t < frames; ++t) {
    largest = std::max(largest, reference.energies[t]);
  }
  double sum = 0.0;
  std::size_t counted = 0;
  for (std::size_t t = 0; t < frames; ++t) {
    if (reference.energies[t] > kEnergyShare * largest) {
      sum += pearson_correlation(reference.frames.row(t), other.frames.row(t));
      ++counted;
    }
  }
  return counted == 0 ? 0.0 : sum / static_cast<double>(counted);
}

double chroma_correlation(std::span<const float> reference,
                          std::span<const float> other,
                          int sample_rate) {
  return chroma_correlation(chroma(reference, sample_rate), chroma(other, sample_rate));
}

double chroma_correlation(std::span<const TimedNote> reference,
                          std::span<const float> other,
                          int sample_rate) {
  const Chroma heard = chroma(other, sample_rate);
  return chroma_correlation(score_chroma(reference, heard.frames.frames()), heard);
}

}  // namespace melisma::audio
