#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace melisma::models {

/// How cached keys and values are stored: floats, binary16, or 8-bit codes with a scale for every
/// step and head.
enum class CacheType { kF32, kF16, kI8 };

/// Bytes of a value.
constexpr std::size_t bytes_of(CacheType type) noexcept {
  return type == CacheType::kF32 ? 4 : type == CacheType::kF16 ? 2 : 1;
}

/// Steps of one head that lie one after another: keys and values [steps, head width]; scales
/// [steps], for kI8 only.
struct CachedSteps {
  const std::byte* keys = nullptr;
  const std::byte* values = nullptr;
  const float* key_scales = nullptr;
  const float* value_scales = nullptr;
  std::size_t steps = 0;
};

/// Attention (Vaswani et al. 2017, arXiv 1706.03762) of one head: y = softmax(q k^T / sqrt(d)) v
/// over all steps of the runs, oldest first. `scores` is scratch with room for all steps. Steps
/// that are not there add nothing, so a window is simply a cache of that size. Allocates nothing;
/// thread-safe. [any]
void attend_head(CacheType type,
                 std::span<const float> query,
                 const std::array<CachedSteps, 2>& runs,
                 std::span<float> scores,
                 std::span<float> y);

/// Stores one key or value of a head; `scale` is written for kI8 only.
void store_head(CacheType type, std::span<const float> values, std::byte* codes, float* scale);

}  // namespace melisma::models
