#include <algorithm>
#include <cmath>

#include "models/torch/kernels/kernels.h"

namespace melisma::models::kernels {
namespace {

constexpr std::int64_t kSteps = kTinySteps;
constexpr std::int64_t kWidth = kTinyWidth;

/// One head of one sequence, widened to float32.
struct Head {
  float query[kSteps][kWidth];
  float key[kSteps][kWidth];
  float value[kSteps][kWidth];
  float chances[kSteps][kSteps];
};

__attribute__((always_inline)) inline float dot(const float* a, const float* b, std::int64_t d) {
  float sum = 0;
  for (std::int64_t i = 0; i < d; ++i) {
    sum += a[i] * b[i];
  }
  return sum;
}

__attribute__((always_inline)) inline void add_scaled(const float* in, float scale, std::int64_t d,
                                                      float* __restrict__ out) {
  for (std::int64_t i = 0; i < d; ++i) {
    out[i] += scale * in[i];
  }
}

__attribute__((always_inline)) inline void load(const Bits16* rows, const HeadShape& shape,
                                                std::int64_t b, std::int64_t h, float scale,
                                                Head& head) {
  const std::int64_t d = shape.width;
  for (std::int64_t t = 0; t < shape.steps; ++t) {
    const Bits16* row = rows + ((b * shape.steps + t) * 3 * shape.heads + h) * d;
    const Bits16* key = row + shape.heads * d;
    const Bits16* value = key + shape.heads * d;
    for (std::int64_t i = 0; i < d; ++i) {
      head.query[t][i] = widen(row[i]) * scale;
      head.key[t][i] = widen(key[i]);
      head.value[t][i] = widen(value[i]);
    }
  }
  for (std::int64_t t = 0; t < shape.steps; ++t) {
    float largest = -1e30F;
    for (std::int64_t j = 0; j <= t; ++j) {
      head.chances[t][j] = dot(head.query[t], head.key[j], d);
      largest = std::max(largest, head.chances[t][j]);
    }
    float total = 0;
    for (std::int64_t j = 0; j <= t; ++j) {
      head.chances[t][j] = std::exp(head.chances[t][j] - largest);
      total += head.chances[t][j];
    }
    for (std::int64_t j = 0; j <= t; ++j) {
      head.chances[t][j] /= total;
    }
  }
}

__attribute__((always_inline)) inline void store(const float* in, std::int64_t d, Bits16* out) {
  for (std::int64_t i = 0; i < d; ++i) {
    out[i] = narrow(in[i]);
  }
}

}  // namespace

MELISMA_CLONES void tiny_attention(const Bits16* rows, const HeadShape& shape, Bits16* out) {
  const std::int64_t d = shape.width;
  const float scale = 1.0F / std::sqrt(static_cast<float>(d));
  Head head;
  for (std::int64_t b = 0; b < shape.batch; ++b) {
    for (std::int64_t h = 0; h < shape.heads; ++h) {
      load(rows, shape, b, h, scale, head);
      for (std::int64_t t = 0; t < shape.steps; ++t) {
        float sum[kWidth] = {};
        for (std::int64_t j = 0; j <= t; ++j) {
          add_scaled(head.value[j], head.chances[t][j], d, sum);
        }
        store(sum, d, out + ((b * shape.steps + t) * shape.heads + h) * d);
      }
    }
  }
}

MELISMA_CLONES void tiny_attention_backward(const Bits16* grad_out, const Bits16* rows,
                                            const HeadShape& shape, Bits16* grad_rows) {
  const std::int64_t d = shape.width;
  const float scale = 1.0F / std::sqrt(static_cast<float>(d));
  Head head;
  Head grads;  // its chances are unused
  float grad[kWidth];
  for (std::int64_t b = 0; b < shape.batch; ++b) {
    for (std::int64_t h = 0; h < shape.heads; ++h) {
      load(rows, shape, b, h, scale, head);
      for (std::int64_t t = 0; t < shape.steps; ++t) {
        std::fill(grads.query[t], grads.query[t] + d, 0.0F);
        std::fill(grads.key[t], grads.key[t] + d, 0.0F);
        std::fill(grads.value[t], grads.value[t] + d, 0.0F);
      }
      for (std::int64_t t = 0; t < shape.steps; ++t) {
        const Bits16* in = grad_out + ((b * shape.steps + t) * shape.heads + h) * d;
        for (std::int64_t i = 0; i < d; ++i) {
          grad[i] = widen(in[i]);
        }
        float back[kSteps];
        float mean = 0;
        for (std::int64_t j = 0; j <= t; ++j) {
          add_scaled(grad, head.chances[t][j], d, grads.value[j]);
          back[j] = dot(grad, head.value[j], d);
          mean += back[j] * head.chances[t][j];
        }
        for (std::int64_t j = 0; j <= t; ++j) {
          const float score = head.chances[t][j] * (back[j] - mean);
          add_scaled(head.key[j], score * scale, d, grads.query[t]);
          add_scaled(head.query[t], score, d, grads.key[j]);  // the query is scaled already
        }
      }
      for (std::int64_t t = 0; t < shape.steps; ++t) {
        Bits16* row = grad_rows + ((b * shape.steps + t) * 3 * shape.heads + h) * d;
        store(grads.query[t], d, row);
        store(grads.key[t], d, row + shape.heads * d);
        store(grads.value[t], d, row + 2 * shape.heads * d);
      }
    }
  }
}

}  // namespace melisma::models::kernels
