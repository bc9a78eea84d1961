#include "models/checkpoint/stored_weights.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

#include "audio/error.h"
#include "models/checkpoint/float16.h"

namespace melisma::models {

WeightMatrix store_weights(std::span<const float> values,
                           std::size_t rows,
                           std::size_t inner,
                           WeightType type) {
  if (type == WeightType::kF32) {
    return {values, rows, inner};
  }
  MELISMA_ASSERT(type == WeightType::kF16 && values.size() == rows * inner);
  using Halves = std::vector<std::uint16_t, CacheLineAllocator<std::uint16_t>>;
  const auto halves = std::make_shared<Halves>(values.size());
  std::transform(values.begin(), values.end(), halves->begin(), float_to_half);
  const auto* bytes = reinterpret_cast<const std::byte*>(halves->data());
  return {Matrix{type, bytes, nullptr, rows, inner}, halves};
}

}  // namespace melisma::models
