#include <cmath>

#include "models/torch/kernels/kernels.h"

namespace melisma::models::kernels {

MELISMA_CLONES void add_rms_norm(const float* x, const Bits16* delta, const float* weight,
                                 float epsilon, std::int64_t n, std::int64_t d, float* sum,
                                 Bits16* y, float* rstd) {
  for (std::int64_t row = 0; row < n; ++row) {
    const float* in = x + row * d;
    float* total = sum + row * d;
    float square = 0;
    if (delta != nullptr) {
      const Bits16* more = delta + row * d;
      for (std::int64_t i = 0; i < d; ++i) {
        const float value = in[i] + widen(more[i]);
        total[i] = value;
        square += value * value;
      }
    } else {
      for (std::int64_t i = 0; i < d; ++i) {
        total[i] = in[i];
        square += in[i] * in[i];
      }
    }
    const float scale = 1.0F / std::sqrt(square / static_cast<float>(d) + epsilon);
    rstd[row] = scale;
    Bits16* out = y + row * d;
    for (std::int64_t i = 0; i < d; ++i) {
      out[i] = narrow(total[i] * scale * weight[i]);
    }
  }
}

MELISMA_CLONES void add_rms_norm_backward(const float* grad_sum, const Bits16* grad_y,
                                          const float* sum, const float* weight, const float* rstd,
                                          std::int64_t n, std::int64_t d, float* grad_x,
                                          Bits16* grad_delta, float* grad_weight) {
  for (std::int64_t row = 0; row < n; ++row) {
    const float* total = sum + row * d;
    const Bits16* grad = grad_y + row * d;
    float* out = grad_x + row * d;
    const float scale = rstd[row];
    float dot = 0;
    for (std::int64_t i = 0; i < d; ++i) {
      const float g = widen(grad[i]);
      grad_weight[i] += g * total[i] * scale;
      dot += g * weight[i] * total[i];
    }
    const float back = dot * scale * scale * scale / static_cast<float>(d);
    if (grad_sum != nullptr) {
      const float* other = grad_sum + row * d;
      for (std::int64_t i = 0; i < d; ++i) {
        out[i] = other[i] + widen(grad[i]) * weight[i] * scale - total[i] * back;
      }
    } else {
      for (std::int64_t i = 0; i < d; ++i) {
        out[i] = widen(grad[i]) * weight[i] * scale - total[i] * back;
      }
    }
    if (grad_delta != nullptr) {
      for (std::int64_t i = 0; i < d; ++i) {
        grad_delta[row * d + i] = narrow(out[i]);
      }
    }
  }
}

MELISMA_CLONES void swiglu(const Bits16* in, std::int64_t n, std::int64_t f, Bits16* out) {
  for (std::int64_t row = 0; row < n; ++row) {
    const Bits16* gates = in + row * 2 * f;
    const Bits16* ups = gates + f;
    Bits16* result = out + row * f;
    for (std::int64_t i = 0; i < f; ++i) {
      const float gate = widen(gates[i]);
      result[i] = narrow(gate / (1.0F + std::exp(-gate)) * widen(ups[i]));
    }
  }
}

MELISMA_CLONES void swiglu_backward(const Bits16* grad_out, const Bits16* in, std::int64_t n,
                                    std::int64_t f, Bits16* grad_in) {
  for (std::int64_t row = 0; row < n; ++row) {
    const Bits16* gates = in + row * 2 * f;
    const Bits16* ups = gates + f;
    const Bits16* grad = grad_out + row * f;
    Bits16* grad_gates = grad_in + row * 2 * f;
    Bits16* grad_ups = grad_gates + f;
    for (std::int64_t i = 0; i < f; ++i) {
      const float gate = widen(gates[i]);
      const float sigmoid = 1.0F / (1.0F + std::exp(-gate));
      const float g = widen(grad[i]);
      grad_gates[i] = narrow(g * widen(ups[i]) * sigmoid * (1.0F + gate * (1.0F - sigmoid)));
      grad_ups[i] = narrow(g * gate * sigmoid);
    }
  }
}

}  // namespace melisma::models::kernels
