#include "models/kernels/matrix_product.h"

#include <hwy/highway.h>

#include "models/kernels/code_product.h"
#include "models/kernels/float_product.h"

namespace melisma::models {
namespace {

bool has_codes(WeightType type) {
  return type == WeightType::kI8 || type == WeightType::kI4;
}

}  // namespace

void PreparedColumns::prepare(const Matrix& matrix, std::span<const float> x) {
  count_ = x.size() / matrix.inner;
  floats_ = x.data();
  if (has_codes(matrix.type)) {
    prepare_codes(matrix.type, matrix.inner, x, codes_);
  }
}

void multiply_rows(const Matrix& matrix,
                   const PreparedColumns& x,
                   std::size_t first,
                   std::size_t last,
                   float* y,
                   std::size_t y_stride) {
  if (has_codes(matrix.type)) {
    multiply_code_rows(matrix, x.codes(), x.count(), first, last, y, y_stride);
  } else {
    multiply_float_rows(matrix, x.floats(), x.count(), first, last, y, y_stride);
  }
}

const char* instruction_set_name() {
  const std::int64_t best = hwy::SupportedTargets() & HWY_TARGETS;
  return hwy::TargetName(best & -best);
}

}  // namespace melisma::models
