#include "audio/metrics/codebook_perplexity.h"

#include <cmath>
#include <cstddef>
#include <string>

#include "audio/error.h"

namespace melisma::audio {

std::vector<double> codebook_perplexities(std::span<const std::int32_t> codes,
                                          int codebooks,
                                          int codebook_size) {
  if (codebooks < 1 || codebook_size < 1 ||
      codes.size() % static_cast<std::size_t>(codebooks) != 0) {
    throw InputError(std::to_string(codes.size()) + " codes do not divide into frames of " +
                     std::to_string(codebooks) + "; give [frames][codebooks]");
  }
  const auto count = static_cast<std::size_t>(codebooks);
  const std::size_t frames = codes.size() / count;
  std::vector<double> result;
  for (std::size_t k = 0; k < count; ++k) {
    std::vector<std::size_t> uses(static_cast<std::size_t>(codebook_size));
    for (std::size_t t = 0; t < frames; ++t) {
      const std::int32_t code = codes[t * count + k];
      if (code < 0 || code >= codebook_size) {
        throw InputError("code " + std::to_string(code) + " in frame " + std::to_string(t) +
                         " is outside 0.." + std::to_string(codebook_size - 1));
      }
      ++uses[static_cast<std::size_t>(code)];
    }
    double entropy = 0.0;
    for (const std::size_t used : uses) {
      if (used > 0) {
        const double p = static_cast<double>(used) / static_cast<double>(frames);
        entropy -= p * std::log(p);
      }
    }
    result.push_back(std::exp(entropy));
  }
  return result;
}

}  // namespace melisma::audio
