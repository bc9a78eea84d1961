#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace melisma::models {

/// The last inputs of a causal convolution: a ring of `kernel` frames of [columns, D], zeros at
/// first.
struct ConvolutionHistory {
  std::vector<float> frames;  // [kernel, columns, D]
  std::size_t newest = 0;     // ring slot of the newest frame
};

/// A convolution over time, every channel by itself: y[t][d] = bias[d] + sum over j of weight[d][j]
/// * x[t - (kernel - 1) + j][d]; before the first frame x is zero. Immutable, thread-safe.
class CausalDepthwiseConvolution {
 public:
  CausalDepthwiseConvolution() = default;
  /// `weight` is [D, kernel], `bias` [D].
  CausalDepthwiseConvolution(std::span<const float> weight,
                             std::vector<float> bias,
                             std::size_t kernel);

  [[nodiscard]] ConvolutionHistory make_history(std::size_t columns) const;
  /// One frame: x [columns, D] -> y [columns, D].
  void step(ConvolutionHistory& history, std::span<const float> x, std::span<float> y) const;

 private:
  std::vector<float> weight_;  // [kernel, D]
  std::vector<float> bias_;
  std::size_t kernel_ = 0;
};

}  // namespace melisma::models
