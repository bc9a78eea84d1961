#include "models/nn/linear.h"

#include <algorithm>
#include <utility>

#include "audio/error.h"

namespace melisma::models {
namespace {

constexpr std::size_t kChunkBytes = 65536;  // of weights; a few microseconds of work
constexpr std::size_t kRowTile = 4;

std::size_t rows_a_chunk(const Matrix& matrix) {
  const std::size_t row = matrix.row_bytes() + matrix.scale_bytes();
  return std::max<std::size_t>(1, kChunkBytes / row / kRowTile) * kRowTile;
}

}  // namespace

Linear::Linear(WeightMatrix weight, std::vector<float> bias)
    : weight_(std::move(weight)), bias_(std::move(bias)) {
  MELISMA_ASSERT(bias_.empty() || bias_.size() == out());
}

void Linear::apply(std::span<const float> x, std::span<float> y, Workspace& workspace) const {
  const std::size_t columns = x.size() / in();
  MELISMA_ASSERT(x.size() == columns * in() && y.size() == columns * out());
  workspace.columns.prepare(weight_.matrix(), x);
  const std::size_t rows = rows_a_chunk(weight_.matrix());
  run_chunks(workspace.pool, (out() + rows - 1) / rows, [&](std::size_t chunk) {
    const std::size_t first = chunk * rows;
    const std::size_t last = std::min(first + rows, out());
    multiply_rows(weight_.matrix(), workspace.columns, first, last, y.data(), out());
    for (std::size_t c = 0; c < columns && !bias_.empty(); ++c) {
      for (std::size_t r = first; r < last; ++r) {
        y[c * out() + r] += bias_[r];
      }
    }
  });
}

}  // namespace melisma::models
