#include "models/kernels/lane_matrix.h"

#include "audio/error.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "models/kernels/lane_matrix.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace melisma::models::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::ScalableTag<float>;
using Vector = hn::Vec<Floats>;

constexpr std::size_t kTile = 32;  // rows
constexpr std::size_t kVectors = hn::MaxLanes(Floats()) >= 16 ? 2 : 4;  // of rows, and
constexpr std::size_t kColumns = hn::MaxLanes(Floats()) >= 16 ? 8 : 2;  // columns: in registers

template <std::size_t columns>
HWY_INLINE void multiply_tile(const float* tile,
                              const float* offsets,
                              std::size_t inner,
                              const float* x,
                              float* y,
                              std::size_t stride) {
  const Floats tag;
  const std::size_t lanes = hn::Lanes(tag);
  for (std::size_t row = 0; row < kTile; row += kVectors * lanes) {
    Vector sums[columns][kVectors];
    for (auto& column : sums) {
      for (std::size_t v = 0; v < kVectors; ++v) {
        column[v] = hn::Load(tag, offsets + row + v * lanes);
      }
    }
    for (std::size_t i = 0; i < inner; ++i) {
      Vector weights[kVectors];
      for (std::size_t v = 0; v < kVectors; ++v) {
        weights[v] = hn::Load(tag, tile + i * kTile + row + v * lanes);
      }
      for (std::size_t c = 0; c < columns; ++c) {
        const Vector value = hn::Set(tag, x[c * inner + i]);
        for (std::size_t v = 0; v < kVectors; ++v) {
          sums[c][v] = hn::MulAdd(weights[v], value, sums[c][v]);
        }
      }
    }
    for (std::size_t c = 0; c < columns; ++c) {
      for (std::size_t v = 0; v < kVectors; ++v) {
        hn::StoreU(sums[c][v], tag, y + c * stride + row + v * lanes);
      }
    }
  }
}

/// A tile stays in the nearest cache for all columns.
void multiply_tile_columns(const float* tile,
                           const float* offsets,
                           std::size_t inner,
                           const float* x,
                           std::size_t columns,
                           float* y,
                           std::size_t stride) {
  std::size_t c = 0;
  for (; c + kColumns <= columns; c += kColumns) {
    multiply_tile<kColumns>(tile, offsets, inner, x + c * inner, y + c * stride, stride);
  }
  for (; c < columns; ++c) {
    multiply_tile<1>(tile, offsets, inner, x + c * inner, y + c * stride, stride);
  }
}

std::size_t find_lane_above(const float* x, std::size_t from, std::size_t count, float threshold) {
  const Floats tag;
  const std::size_t lanes = hn::Lanes(tag);
  const Vector limit = hn::Set(tag, threshold);
  std::size_t i = from;
  for (; i + lanes <= count; i += lanes) {
    const std::intptr_t lane = hn::FindFirstTrue(tag, hn::Gt(hn::LoadU(tag, x + i), limit));
    if (lane >= 0) {
      return i + static_cast<std::size_t>(lane);
    }
  }
  while (i < count && !(x[i] > threshold)) {
    ++i;
  }
  return i;
}

}  // namespace
}  // namespace melisma::models::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace melisma::models {

HWY_EXPORT(multiply_tile_columns);
HWY_EXPORT(find_lane_above);

LaneMatrix::LaneMatrix(std::span<const float> values,
                       std::span<const float> offsets,
                       std::size_t inner)
    : inner_(inner), offsets_((offsets.size() + kTile - 1) / kTile * kTile) {
  MELISMA_ASSERT(inner > 0 && values.size() == offsets.size() * inner);
  std::copy(offsets.begin(), offsets.end(), offsets_.begin());
  tiles_.resize(offsets_.size() * inner);
  for (std::size_t row = 0; row < offsets.size(); ++row) {
    float* tile = tiles_.data() + row / kTile * kTile * inner;
    for (std::size_t i = 0; i < inner; ++i) {
      tile[i * kTile + row % kTile] = values[row * inner + i];
    }
  }
}

void LaneMatrix::multiply(std::span<const float> x, std::span<float> y) const {
  const std::size_t columns = x.size() / inner_;
  MELISMA_ASSERT(x.size() == columns * inner_ && y.size() == columns * stride());
  for (std::size_t row = 0; row < stride(); row += kTile) {
    HWY_DYNAMIC_DISPATCH(multiply_tile_columns)
    (tiles_.data() + row * inner_,
     offsets_.data() + row,
     inner_,
     x.data(),
     columns,
     y.data() + row,
     stride());
  }
}

std::size_t find_above(std::span<const float> x, std::size_t from, float threshold) {
  return HWY_DYNAMIC_DISPATCH(find_lane_above)(x.data(), from, x.size(), threshold);
}

}  // namespace melisma::models
#endif
