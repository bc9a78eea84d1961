#include "models/nn/linear.h"

#include <utility>

#include "audio/error.h"
#include "models/nn/dense_kernels.h"

namespace melisma::models {

Linear::Linear(std::span<const float> weight,
               std::size_t out,
               std::size_t in,
               std::vector<float> bias)
    : weight_(weight.begin(), weight.end()), bias_(std::move(bias)), out_(out), in_(in) {
  MELISMA_ASSERT(weight_.size() == out * in && in > 0);
  MELISMA_ASSERT(bias_.empty() || bias_.size() == out);
}

void Linear::apply(std::span<const float> x, std::span<float> y) const {
  const std::size_t columns = x.size() / in_;
  MELISMA_ASSERT(x.size() == columns * in_ && y.size() == columns * out_);
  dense_kernels().multiply(
      {weight_.data(), out_, in_, in_}, {x.data(), columns, in_}, y.data(), out_);
  if (!bias_.empty()) {
    for (std::size_t c = 0; c < columns; ++c) {
      for (std::size_t r = 0; r < out_; ++r) {
        y[c * out_ + r] += bias_[r];
      }
    }
  }
}

}  // namespace melisma::models
