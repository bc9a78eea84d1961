#include "models/nn/norm.h"

#include <cmath>
#include <cstddef>

namespace melisma::models {
namespace {

// Four running sums hide the latency of the additions; the order is fixed all the same.
template <typename Term>
float sum_terms(std::size_t count, Term term) {
  float sums[4] = {};
  std::size_t i = 0;
  for (; i + 4 <= count; i += 4) {
    for (std::size_t j = 0; j < 4; ++j) {
      sums[j] += term(i + j);
    }
  }
  for (; i < count; ++i) {
    sums[0] += term(i);
  }
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

}  // namespace

void rms_norm(std::span<const float> x,
              std::span<const float> weight,
              float epsilon,
              std::span<float> y) {
  const std::size_t width = weight.size();
  for (std::size_t at = 0; at < x.size(); at += width) {
    const auto column = x.subspan(at, width);
    const float square = sum_terms(width, [&](std::size_t i) { return column[i] * column[i]; });
    const float scale = 1.0F / std::sqrt(square / static_cast<float>(width) + epsilon);
    for (std::size_t i = 0; i < width; ++i) {
      y[at + i] = column[i] * scale * weight[i];
    }
  }
}

void layer_norm(std::span<const float> x,
                std::span<const float> weight,
                std::span<const float> bias,
                float epsilon,
                std::span<float> y) {
  const std::size_t width = weight.size();
  const auto size = static_cast<float>(width);
  for (std::size_t at = 0; at < x.size(); at += width) {
    const auto column = x.subspan(at, width);
    const float mean = sum_terms(width, [&](std::size_t i) { return column[i]; }) / size;
    const float variance =
        sum_terms(width, [&](std::size_t i) { return (column[i] - mean) * (column[i] - mean); }) /
        size;
    const float scale = 1.0F / std::sqrt(variance + epsilon);
    for (std::size_t i = 0; i < width; ++i) {
      y[at + i] = (column[i] - mean) * scale * weight[i] + bias[i];
    }
  }
}

}  // namespace melisma::models
