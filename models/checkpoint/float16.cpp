#include "models/checkpoint/float16.h"

namespace melisma::models {

std::uint16_t float_to_half(float value) noexcept {
  constexpr std::uint32_t kInfinity = 0x7F800000U;
  constexpr std::uint32_t kOverflow = 0x477FF000U;   // 65520: halfway between 65504 and 65536
  constexpr std::uint32_t kMinNormal = 0x38800000U;  // 2^-14
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(value);
  const auto sign = static_cast<std::uint16_t>((bits >> 16U) & 0x8000U);
  const std::uint32_t magnitude = bits & 0x7FFFFFFFU;
  std::uint32_t half = 0;
  if (magnitude > kInfinity) {
    half = 0x7E00U;
  } else if (magnitude >= kOverflow) {
    half = 0x7C00U;
  } else if (magnitude >= kMinNormal) {
    // Adding just under half a unit, plus the kept bit's parity, rounds to nearest even.
    half = (magnitude - (112U << 23U) + 0x0FFFU + ((magnitude >> 13U) & 1U)) >> 13U;
  } else {
    // Adding 0.5 aligns a subnormal half's last bit with the float's last bit; the sum rounds.
    const float sum = std::bit_cast<float>(magnitude) + 0.5F;
    half = std::bit_cast<std::uint32_t>(sum) - std::bit_cast<std::uint32_t>(0.5F);
  }
  return static_cast<std::uint16_t>(sign | half);
}

std::uint16_t float_to_bfloat16(float value) noexcept {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(value);
  if ((bits & 0x7FFFFFFFU) > 0x7F800000U) {
    return static_cast<std::uint16_t>((bits >> 16U) | 0x0040U);
  }
  return static_cast<std::uint16_t>((bits + 0x7FFFU + ((bits >> 16U) & 1U)) >> 16U);
}

}  // namespace melisma::models
