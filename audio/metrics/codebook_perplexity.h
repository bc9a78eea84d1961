#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace melisma::audio {

/// exp(-sum p ln p) of the codes of each codebook, p = their shares over the frames: 1 = one code
/// only, `codebook_size` = all equally often. `codes` is frame-major [T][codebooks]. No frames: 1
/// each. Throws InputError for a code outside 0 .. codebook_size - 1 or a length that is no
/// multiple of `codebooks`.
std::vector<double> codebook_perplexities(std::span<const std::int32_t> codes,
                                          int codebooks,
                                          int codebook_size);

}  // namespace melisma::audio
