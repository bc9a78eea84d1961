#include "models/kernels/weight_matrix.h"

#include "audio/error.h"

namespace melisma::models {

WeightMatrix::WeightMatrix(std::span<const float> values, std::size_t rows, std::size_t inner) {
  MELISMA_ASSERT(values.size() == rows * inner && inner > 0);
  const auto copy = std::make_shared<const AlignedFloats>(values.begin(), values.end());
  matrix_ = {
      WeightType::kF32, reinterpret_cast<const std::byte*>(copy->data()), nullptr, rows, inner};
  owner_ = copy;
}

}  // namespace melisma::models
