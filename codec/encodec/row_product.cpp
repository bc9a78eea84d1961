#include "codec/encodec/row_product.h"

#include <algorithm>

#include "models/checkpoint/stored_weights.h"

namespace melisma::codec {
namespace {

constexpr std::size_t kMostCachedValues = std::size_t{1} << 21U;  // eight megabytes, of a cache
constexpr std::size_t kColumnsAChunk = 32;

}  // namespace

RowProduct::RowProduct(const std::vector<float>& values,
                       std::vector<float> bias,
                       std::size_t inner,
                       models::WeightType type)
    : inner_(inner), rows_(bias.size()) {
  if (rows_ % models::LaneMatrix::kTile == 0 && values.size() <= kMostCachedValues) {
    lanes_.emplace(values, bias, inner);
  } else {
    linear_ = models::Linear(models::store_weights(values, rows_, inner, type), std::move(bias));
  }
}

void RowProduct::apply(std::span<const float> x,
                       std::span<float> y,
                       models::Workspace& workspace) const {
  if (!lanes_) {
    linear_.apply(x, y, workspace);
    return;
  }
  const std::size_t columns = x.size() / inner_;
  const std::size_t chunks = (columns + kColumnsAChunk - 1) / kColumnsAChunk;
  models::run_chunks(workspace.pool, chunks, [&](std::size_t chunk) {
    const std::size_t first = chunk * kColumnsAChunk;
    const std::size_t count = std::min(kColumnsAChunk, columns - first);
    lanes_->multiply(x.subspan(first * inner_, count * inner_),
                     y.subspan(first * rows_, count * rows_));
  });
}

}  // namespace melisma::codec
