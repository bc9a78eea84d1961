#include "models/kernels/float_product.h"

#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "models/kernels/float_product.cpp"
#include <hwy/cache_control.h>
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "models/kernels/row_sums-inl.h"

HWY_BEFORE_NAMESPACE();
namespace melisma::models::HWY_NAMESPACE {
namespace {

using Floats = hn::ScalableTag<float>;
using Vector = hn::Vec<Floats>;

HWY_INLINE Vector load(const float* from) {
  return hn::LoadU(Floats(), from);
}
HWY_INLINE Vector load(const hwy::float16_t* from) {
  return hn::PromoteTo(Floats(), hn::LoadU(hn::Rebind<hwy::float16_t, Floats>(), from));
}
/// The last lanes padded with zeros: a scalar tail could be rounded differently.
template <typename T>
HWY_INLINE Vector load_first(const T* from, std::size_t count) {
  HWY_ALIGN T padded[hn::MaxLanes(Floats())] = {};
  std::memcpy(padded, from, count * sizeof(T));
  return load(padded);
}

template <typename T, std::size_t rows, std::size_t columns>
HWY_INLINE void multiply_tile(
    const T* weight, std::size_t inner, const float* x, float* y, std::size_t y_stride) {
  const Floats tag;
  const std::size_t lanes = hn::Lanes(tag);
  const std::size_t whole = inner / lanes * lanes;
  Vector sums[columns][rows];
  for (auto& column : sums) {
    for (auto& sum : column) {
      sum = hn::Zero(tag);
    }
  }
  const auto add = [&](auto load_lanes) HWY_ATTR {
    Vector inputs[columns];
    for (std::size_t c = 0; c < columns; ++c) {
      inputs[c] = load_lanes(x + c * inner);
    }
    for (std::size_t r = 0; r < rows; ++r) {
      const Vector weights = load_lanes(weight + r * inner);
      for (std::size_t c = 0; c < columns; ++c) {
        sums[c][r] = hn::MulAdd(weights, inputs[c], sums[c][r]);
      }
    }
  };
  for (std::size_t i = 0; i < whole; i += lanes) {
    for (std::size_t r = 0; r < rows; ++r) {
      hwy::Prefetch(weight + (rows + r) * inner + i);  // of the next tile
    }
    add([&](const auto* from) HWY_ATTR { return load(from + i); });
  }
  if (whole < inner) {
    add([&](const auto* from) HWY_ATTR { return load_first(from + whole, inner - whole); });
  }
  for (std::size_t c = 0; c < columns; ++c) {
    store_row_sums<rows>(tag, sums[c], y + c * y_stride);
  }
}

template <typename T, std::size_t columns>
HWY_INLINE void multiply_columns(const T* weight,
                                 std::size_t rows,
                                 std::size_t inner,
                                 const float* x,
                                 float* y,
                                 std::size_t y_stride) {
  std::size_t row = 0;
  for (; row + kRowTile <= rows; row += kRowTile) {
    multiply_tile<T, kRowTile, columns>(weight + row * inner, inner, x, y + row, y_stride);
  }
  for (; row < rows; ++row) {
    multiply_tile<T, 1, columns>(weight + row * inner, inner, x, y + row, y_stride);
  }
}

template <typename T>
void multiply(const T* weight,
              std::size_t rows,
              std::size_t inner,
              const float* x,
              std::size_t columns,
              float* y,
              std::size_t y_stride) {
  std::size_t column = 0;
  for (; column + 4 <= columns; column += 4) {
    multiply_columns<T, 4>(
        weight, rows, inner, x + column * inner, y + column * y_stride, y_stride);
  }
  for (; column + 2 <= columns; column += 2) {
    multiply_columns<T, 2>(
        weight, rows, inner, x + column * inner, y + column * y_stride, y_stride);
  }
  if (column < columns) {
    multiply_columns<T, 1>(
        weight, rows, inner, x + column * inner, y + column * y_stride, y_stride);
  }
}

void multiply_floats(const Matrix& matrix,
                     const float* x,
                     std::size_t columns,
                     std::size_t first,
                     std::size_t last,
                     float* y,
                     std::size_t y_stride) {
  const std::byte* weight = matrix.values + first * matrix.row_bytes();
  const std::size_t rows = last - first;
  if (matrix.type == WeightType::kF32) {
    multiply(reinterpret_cast<const float*>(weight), rows, matrix.inner, x, columns, y, y_stride);
  } else {
    multiply(reinterpret_cast<const hwy::float16_t*>(weight),
             rows,
             matrix.inner,
             x,
             columns,
             y,
             y_stride);
  }
}

}  // namespace
}  // namespace melisma::models::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace melisma::models {

HWY_EXPORT(multiply_floats);

void multiply_float_rows(const Matrix& matrix,
                         const float* x,
                         std::size_t columns,
                         std::size_t first,
                         std::size_t last,
                         float* y,
                         std::size_t y_stride) {
  HWY_DYNAMIC_DISPATCH(multiply_floats)
  (matrix, x, columns, first, last, y + first, y_stride);
}

}  // namespace melisma::models
#endif
