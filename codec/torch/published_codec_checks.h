#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "audio/error.h"

namespace melisma::codec {

inline void check_codebooks(int found, int most) {
  if (found < 1 || found > most) {
    throw ShapeError("found " + std::to_string(found) + " codebooks, wanted 1 to " +
                     std::to_string(most) + ".");
  }
}

inline void check_samples(std::size_t found, std::size_t channels) {
  if (found == 0 || found % channels != 0) {
    throw ShapeError("found " + std::to_string(found) + " samples for " + std::to_string(channels) +
                     " channels.");
  }
}

/// codes [codebooks, frames] of a codebook of `size` codes.
inline void check_codes(std::span<const std::int32_t> codes, int codebooks, int size) {
  if (codes.empty() || codes.size() % static_cast<std::size_t>(codebooks) != 0) {
    throw ShapeError("found " + std::to_string(codes.size()) + " codes for " +
                     std::to_string(codebooks) + " codebooks.");
  }
  for (const std::int32_t code : codes) {
    if (code < 0 || code >= size) {
      throw InputError("code " + std::to_string(code) + " is outside 0 to " +
                       std::to_string(size - 1) + ". The codes are another codec's.");
    }
  }
}

}  // namespace melisma::codec
