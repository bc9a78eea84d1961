#include <algorithm>

#include "models/torch/kernels/kernels.h"

namespace melisma::models::kernels {

MELISMA_CLONES void feature_sum(const std::int64_t* offsets, const std::int32_t* indices,
                                const float* values, const float* table, std::int64_t t,
                                std::int64_t d, float* out) {
  for (std::int64_t frame = 0; frame < t; ++frame) {
    float* __restrict__ row = out + frame * d;
    std::fill(row, row + d, 0.0F);
    for (std::int64_t f = offsets[frame]; f < offsets[frame + 1]; ++f) {
      const float* __restrict__ weights = table + static_cast<std::int64_t>(indices[f]) * d;
      const float value = values[f];
      for (std::int64_t i = 0; i < d; ++i) {
        row[i] += value * weights[i];
      }
    }
  }
}

MELISMA_CLONES void feature_sum_backward(const std::int64_t* offsets, const std::int32_t* indices,
                                         const float* values, const float* grad_out,
                                         std::int64_t t, std::int64_t d, float* grad_table) {
  for (std::int64_t frame = 0; frame < t; ++frame) {
    const float* row = grad_out + frame * d;
    for (std::int64_t f = offsets[frame]; f < offsets[frame + 1]; ++f) {
      float* __restrict__ weights = grad_table + static_cast<std::int64_t>(indices[f]) * d;
      const float value = values[f];
      for (std::int64_t i = 0; i < d; ++i) {
        weights[i] += value * row[i];
      }
    }
  }
}

MELISMA_CLONES void depthwise(const float* x, const float* taps, const float* bias, std::int64_t b,
                              std::int64_t t, std::int64_t d, std::int64_t kernel, Bits16* y) {
  constexpr std::int64_t kBlock = 64;
  for (std::int64_t item = 0; item < b; ++item) {
    for (std::int64_t step = 0; step < t; ++step) {
      const std::int64_t first = std::max<std::int64_t>(0, kernel - 1 - step);
      const float* past = x + (item * t + step - (kernel - 1)) * d;
      Bits16* out = y + (item * t + step) * d;
      for (std::int64_t begin = 0; begin < d; begin += kBlock) {
        const std::int64_t size = std::min(kBlock, d - begin);
        float sum[kBlock];
        for (std::int64_t i = 0; i < size; ++i) {
          sum[i] = bias[begin + i];
        }
        for (std::int64_t j = first; j < kernel; ++j) {
          const float* in = past + j * d + begin;
          const float* tap = taps + j * d + begin;
          for (std::int64_t i = 0; i < size; ++i) {
            sum[i] += in[i] * tap[i];
          }
        }
        for (std::int64_t i = 0; i < size; ++i) {
          out[begin + i] = narrow(sum[i]);
        }
      }
    }
  }
}

MELISMA_CLONES void depthwise_backward(const Bits16* grad_y, const float* x, const float* taps,
                                       std::int64_t b, std::int64_t t, std::int64_t d,
                                       std::int64_t kernel, float* grad_x, float* grad_taps,
                                       float* grad_bias) {
  for (std::int64_t item = 0; item < b; ++item) {
    for (std::int64_t step = 0; step < t; ++step) {
      const std::int64_t first = std::max<std::int64_t>(0, kernel - 1 - step);
      const Bits16* grad = grad_y + (item * t + step) * d;
      for (std::int64_t i = 0; i < d; ++i) {
        grad_bias[i] += widen(grad[i]);
      }
      for (std::int64_t j = first; j < kernel; ++j) {
        const std::int64_t at = (item * t + step - (kernel - 1) + j) * d;
        const float* in = x + at;
        float* __restrict__ back = grad_x + at;
        const float* tap = taps + j * d;
        float* __restrict__ grad_tap = grad_taps + j * d;
        for (std::int64_t i = 0; i < d; ++i) {
          const float g = widen(grad[i]);
          back[i] += g * tap[i];
          grad_tap[i] += g * in[i];
        }
      }
    }
  }
}

}  // namespace melisma::models::kernels
