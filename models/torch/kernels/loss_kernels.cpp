#include <cmath>

#include "models/torch/kernels/kernels.h"

namespace melisma::models::kernels {

MELISMA_CLONES void cross_entropy(Bits16* logits, const std::int32_t* targets, std::int64_t n,
                                  std::int64_t v, float* losses) {
  for (std::int64_t row = 0; row < n; ++row) {
    Bits16* line = logits + row * v;
    const std::int32_t target = targets[row];
    if (target < 0) {
      losses[row] = 0;
      for (std::int64_t i = 0; i < v; ++i) {
        line[i] = 0;
      }
      continue;
    }
    float largest = -1e30F;
    for (std::int64_t i = 0; i < v; ++i) {
      const float value = widen(line[i]);
      largest = value > largest ? value : largest;
    }
    const float wanted = widen(line[target]);
    float total = 0;
    for (std::int64_t i = 0; i < v; ++i) {
      total += std::exp(widen(line[i]) - largest);
    }
    losses[row] = std::log(total) + largest - wanted;
    const float scale = 1.0F / total;
    for (std::int64_t i = 0; i < v; ++i) {
      line[i] = narrow(std::exp(widen(line[i]) - largest) * scale);
    }
    line[target] = narrow(std::exp(wanted - largest) * scale - 1.0F);
  }
}

MELISMA_CLONES void adamw(float* __restrict__ weights, const float* __restrict__ gradients,
                          float* __restrict__ first, float* __restrict__ second,
                          float* __restrict__ average, Bits16* __restrict__ copy, std::int64_t n,
                          const AdamwStep& step) {
  const AdamwStep s = step;
  const float keep = 1.0F - s.learning_rate * s.decay;
  const float rate = s.learning_rate / s.correction1;
  const float inverse2 = 1.0F / s.correction2;
  for (std::int64_t i = 0; i < n; ++i) {
    const float g = gradients[i] * s.gradient_scale;
    const float m = s.beta1 * first[i] + (1.0F - s.beta1) * g;
    const float v = s.beta2 * second[i] + (1.0F - s.beta2) * g * g;
    first[i] = m;
    second[i] = v;
    const float w = weights[i] * keep - rate * m / (std::sqrt(v * inverse2) + s.epsilon);
    weights[i] = w;
    average[i] = s.average_keep * average[i] + (1.0F - s.average_keep) * w;
  }
  if (copy != nullptr) {
    for (std::int64_t i = 0; i < n; ++i) {
      copy[i] = narrow(weights[i]);
    }
  }
}

}  // namespace melisma::models::kernels
