#include "models/kernels/code_product.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <type_traits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "models/kernels/code_product.cpp"
#include <hwy/cache_control.h>
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "models/kernels/row_sums-inl.h"

// Highway's set for Ice Lake and later has the instruction, but its options of the compiler lack
// it.
#undef MELISMA_VNNI
#if HWY_TARGET == HWY_AVX3_DL && HWY_COMPILER_GCC_ACTUAL
#define MELISMA_VNNI 1
#else
#define MELISMA_VNNI 0
#endif

HWY_BEFORE_NAMESPACE();
#if MELISMA_VNNI
#pragma GCC push_options
#pragma GCC target("avx512vnni")
#endif
namespace melisma::models::HWY_NAMESPACE {
namespace {

/// Codes -127..127 of at most 32 values, the rest zeros. Returns the scale.
template <typename Code>
HWY_INLINE float quantize_block(std::span<const float> x, Code* codes) {
  const hn::CappedTag<float, kWeightBlock> tag;
  const hn::Rebind<Code, decltype(tag)> narrow;
  HWY_ALIGN float values[kWeightBlock] = {};
  std::memcpy(values, x.data(), x.size() * sizeof(float));
  auto largest = hn::Zero(tag);
  for (std::size_t i = 0; i < kWeightBlock; i += hn::Lanes(tag)) {
    largest = hn::Max(largest, hn::Abs(hn::Load(tag, values + i)));
  }
  const float top = hn::GetLane(hn::MaxOfLanes(tag, largest));
  const auto inverse = hn::Set(tag, top > 0 ? 127.0F / top : 0.0F);
  for (std::size_t i = 0; i < kWeightBlock; i += hn::Lanes(tag)) {
    const auto rounded = hn::NearestInt(hn::Mul(hn::Load(tag, values + i), inverse));
    hn::StoreU(hn::DemoteTo(narrow, rounded), narrow, codes + i);
  }
  return top / 127.0F;
}

HWY_INLINE std::span<const float> block_of(std::span<const float> x, std::size_t block) {
  const std::size_t first = std::min(x.size(), block * kWeightBlock);
  return x.subspan(first, std::min(kWeightBlock, x.size() - first));
}

#if MELISMA_VNNI
#include "models/kernels/code_tile_vnni.inc"
#else
#include "models/kernels/code_tile_pairs.inc"
#endif

template <WeightType type, std::size_t columns>
HWY_INLINE void multiply_columns(const Matrix& matrix,
                                 const std::byte* prepared,
                                 std::size_t first,
                                 std::size_t last,
                                 float* y,
                                 std::size_t y_stride) {
  std::size_t row = first;
  for (; row + kRowTile <= last; row += kRowTile) {
    multiply_tile<type, kRowTile, columns>(matrix, row, prepared, y + row, y_stride);
  }
  for (; row < last; ++row) {
    multiply_tile<type, 1, columns>(matrix, row, prepared, y + row, y_stride);
  }
}

template <WeightType type>
HWY_INLINE void multiply(const Matrix& matrix,
                         const std::byte* prepared,
                         std::size_t columns,
                         std::size_t first,
                         std::size_t last,
                         float* y,
                         std::size_t y_stride) {
  const std::size_t column_bytes = prepared_bytes(type, matrix.inner);
  std::size_t column = 0;
  const auto run = [&]<std::size_t count>() HWY_ATTR {
    for (; column + count <= columns; column += count) {
      multiply_columns<type, count>(
          matrix, prepared + column * column_bytes, first, last, y + column * y_stride, y_stride);
    }
  };
  run.template operator()<4>();
  run.template operator()<2>();
  run.template operator()<1>();
}

void multiply_codes(const Matrix& matrix,
                    const std::byte* prepared,
                    std::size_t columns,
                    std::size_t first,
                    std::size_t last,
                    float* y,
                    std::size_t y_stride) {
  if (matrix.type == WeightType::kI8) {
    multiply<WeightType::kI8>(matrix, prepared, columns, first, last, y, y_stride);
  } else {
    multiply<WeightType::kI4>(matrix, prepared, columns, first, last, y, y_stride);
  }
}

void prepare(WeightType type, std::size_t inner, std::span<const float> x, AlignedBytes& prepared) {
  const std::size_t column_bytes = prepared_bytes(type, inner);
  const std::size_t columns = x.size() / inner;
  if (prepared.size() < columns * column_bytes) {
    prepared.resize(columns * column_bytes);
  }
  for (std::size_t c = 0; c < columns; ++c) {
    prepare_column(type, x.subspan(c * inner, inner), prepared.data() + c * column_bytes);
  }
}

}  // namespace
}  // namespace melisma::models::HWY_NAMESPACE
#if MELISMA_VNNI
#pragma GCC pop_options
#endif
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace melisma::models {

HWY_EXPORT(prepare);
HWY_EXPORT(multiply_codes);

void prepare_codes(WeightType type,
                   std::size_t inner,
                   std::span<const float> x,
                   AlignedBytes& prepared) {
  HWY_DYNAMIC_DISPATCH(prepare)(type, inner, x, prepared);
}

void multiply_code_rows(const Matrix& matrix,
                        const std::byte* prepared,
                        std::size_t columns,
                        std::size_t first,
                        std::size_t last,
                        float* y,
                        std::size_t y_stride) {
  HWY_DYNAMIC_DISPATCH(multiply_codes)(matrix, prepared, columns, first, last, y, y_stride);
}

}  // namespace melisma::models
#endif
