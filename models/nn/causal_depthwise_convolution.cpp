#include "models/nn/causal_depthwise_convolution.h"

#include <algorithm>
#include <utility>

#include "audio/error.h"
#include "models/kernels/elementwise.h"

namespace melisma::models {

CausalDepthwiseConvolution::CausalDepthwiseConvolution(std::span<const float> weight,
                                                       std::vector<float> bias,
                                                       std::size_t kernel)
    : weight_(weight.size()), bias_(std::move(bias)), kernel_(kernel) {
  const std::size_t width = bias_.size();
  MELISMA_ASSERT(kernel > 0 && weight.size() == width * kernel);
  for (std::size_t d = 0; d < width; ++d) {
    for (std::size_t j = 0; j < kernel; ++j) {
      weight_[j * width + d] = weight[d * kernel + j];
    }
  }
}

ConvolutionHistory CausalDepthwiseConvolution::make_history(std::size_t columns) const {
  return {std::vector<float>(kernel_ * columns * bias_.size()), 0};
}

void CausalDepthwiseConvolution::step(ConvolutionHistory& history,
                                      std::span<const float> x,
                                      std::span<float> y) const {
  const std::size_t width = bias_.size();
  MELISMA_ASSERT(history.frames.size() == kernel_ * x.size() && y.size() == x.size());
  history.newest = (history.newest + 1) % kernel_;
  const std::span<float> frames(history.frames);
  std::copy(x.begin(), x.end(), frames.subspan(history.newest * x.size()).begin());
  for (std::size_t at = 0; at < x.size(); at += width) {
    std::copy(bias_.begin(), bias_.end(), y.subspan(at).begin());
    for (std::size_t j = 0; j < kernel_; ++j) {
      const std::size_t slot = (history.newest + 1 + j) % kernel_;  // oldest first
      add_products(y.subspan(at, width),
                   std::span(weight_).subspan(j * width, width),
                   frames.subspan(slot * x.size() + at, width));
    }
  }
}

}  // namespace melisma::models
