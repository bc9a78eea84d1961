#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace melisma::audio {

/// Float to integers of `bits` (16 or 24), right-aligned in 32; `out` is overwritten. They are
/// scaled by 2^(bits-1), so that integer -> float -> integer is exact. Values beyond full scale are
/// clipped; not-a-number becomes 0. Returns how many samples that changed.
std::size_t quantise(std::span<const float> samples, int bits, std::vector<std::int32_t>& out);

/// Makes samples fit an encoder without integers (Vorbis, Opus, MP3): clipped to [-1, 1],
/// not-a-number becomes 0. Returns how many samples that changed.
std::size_t clip(std::span<float> samples);

/// For float files: only what is not finite becomes 0. Returns how many samples that changed.
std::size_t replace_non_finite(std::span<float> samples);

}  // namespace melisma::audio
