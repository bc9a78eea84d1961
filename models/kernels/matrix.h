#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace melisma::models {

/// How the weights of a matrix are stored.
enum class WeightType { kF32, kF16, kI8, kI4 };

inline constexpr std::size_t kWeightBlock = 32;  // neighbours in a row that share a scale

/// A row-major matrix [rows, inner] as it lies in memory or in a mapped file.
///   kF32, kF16  values, no scales
///   kI8         codes -127..127; a value is its code times its block's scale
///   kI4         two codes -8..7, plus 8, a byte: byte j of a block of 32 has value j in its low
///               half and value j + 16 in its high one; a row's last block is filled up with 8
/// Scales are binary16, [rows, blocks].
struct Matrix {
  WeightType type = WeightType::kF32;
  const std::byte* values = nullptr;
  const std::byte* scales = nullptr;
  std::size_t rows = 0;
  std::size_t inner = 0;

  /// Blocks of a row.
  [[nodiscard]] std::size_t blocks() const noexcept {
    return (inner + kWeightBlock - 1) / kWeightBlock;
  }
  /// Bytes of a row's values.
  [[nodiscard]] std::size_t row_bytes() const noexcept {
    switch (type) {
      case WeightType::kF32:
        return 4 * inner;
      case WeightType::kF16:
        return 2 * inner;
      case WeightType::kI8:
        return inner;
      case WeightType::kI4:
        return blocks() * kWeightBlock / 2;
    }
    return 0;
  }
  /// Bytes of a row's scales.
  [[nodiscard]] std::size_t scale_bytes() const noexcept {
    return type == WeightType::kI8 || type == WeightType::kI4 ? 2 * blocks() : 0;
  }
  /// Bytes that a product reads.
  [[nodiscard]] std::size_t bytes() const noexcept { return rows * (row_bytes() + scale_bytes()); }
};

}  // namespace melisma::models
