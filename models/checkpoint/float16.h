#pragma once

#include <bit>
#include <cstdint>

namespace melisma::models {

/// IEEE 754 binary16 to float: exact, subnormals, infinities and NaN included. Branch-free up to
/// one select, so that loops over it vectorise.
inline float half_to_float(std::uint16_t half) noexcept {
  constexpr float kRebias = 0x1p112F;  // exponent bias 15 -> 127
  const std::uint32_t magnitude = static_cast<std::uint32_t>(half & 0x7FFFU) << 13U;
  const float scaled = std::bit_cast<float>(magnitude) * kRebias;
  std::uint32_t bits = std::bit_cast<std::uint32_t>(scaled);
  bits |= scaled >= 65536.0F ? 0x7F800000U : 0U;  // the all-ones exponent
  bits |= static_cast<std::uint32_t>(half & 0x8000U) << 16U;
  return std::bit_cast<float>(bits);
}

/// float to IEEE 754 binary16, rounded to nearest even; too large becomes infinity, NaN stays NaN.
std::uint16_t float_to_half(float value) noexcept;

/// bfloat16 is the upper half of a float.
inline float bfloat16_to_float(std::uint16_t value) noexcept {
  return std::bit_cast<float>(static_cast<std::uint32_t>(value) << 16U);
}

/// float to bfloat16, rounded to nearest even; NaN stays NaN.
std::uint16_t float_to_bfloat16(float value) noexcept;

}  // namespace melisma::models
