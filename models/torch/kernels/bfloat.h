#pragma once

#include <bit>
#include <cstdint>

/// Training kernels are compiled for three x86-64 levels and picked at load time.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define MELISMA_CLONES \
  __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define MELISMA_CLONES
#endif

namespace melisma::models::kernels {

/// A bfloat16 as its bits: the upper half of a float.
using Bits16 = std::uint16_t;

__attribute__((always_inline)) inline float widen(Bits16 bits) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16U);
}
/// Rounds to nearest even; a NaN stays a NaN or becomes infinite.
__attribute__((always_inline)) inline Bits16 narrow(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  return static_cast<Bits16>((bits + 0x7FFFU + ((bits >> 16U) & 1U)) >> 16U);
}

}  // namespace melisma::models::kernels
