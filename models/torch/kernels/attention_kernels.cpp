#include <algorithm>
#include <cmath>

#include "models/torch/kernels/kernels.h"

namespace melisma::models::kernels {
namespace {

__attribute__((always_inline)) inline void turn(const Bits16* in, const float* cosines,
                                                const float* sines, float direction,
                                                std::int64_t half, Bits16* out) {
  for (std::int64_t i = 0; i < half; ++i) {
    const float a = widen(in[i]);
    const float b = widen(in[i + half]);
    const float c = cosines[i];
    const float s = direction * sines[i];
    out[i] = narrow(a * c - b * s);
    out[i + half] = narrow(a * s + b * c);
  }
}

struct Range {
  std::int64_t begin;
  std::int64_t end;
};

__attribute__((always_inline)) inline Range visible(const AttentionMask& mask, std::int64_t row,
                                                    std::int64_t query, std::int64_t tk) {
  Range range{0, tk};
  if (mask.causal) {
    range.end = std::min(tk, query + 1);
    if (mask.window > 0) {
      range.begin = std::max<std::int64_t>(0, query + 1 - mask.window);
    }
  }
  if (mask.lengths != nullptr) {
    range.end = std::min(range.end, mask.lengths[row / mask.heads]);
  }
  return range;
}

}  // namespace

MELISMA_CLONES void split_heads(const Bits16* rows, const HeadShape& shape, int rotated,
                                const float* cosines, const float* sines, Bits16* heads) {
  const std::int64_t half = shape.width / 2;
  const std::int64_t part_size = shape.batch * shape.heads * shape.steps * shape.width;
  for (std::int64_t b = 0; b < shape.batch; ++b) {
    for (std::int64_t t = 0; t < shape.steps; ++t) {
      for (std::int64_t part = 0; part < shape.parts; ++part) {
        for (std::int64_t h = 0; h < shape.heads; ++h) {
          const Bits16* in =
              rows + (((b * shape.steps + t) * shape.parts + part) * shape.heads + h) * shape.width;
          Bits16* out = heads + part * part_size +
                        ((b * shape.heads + h) * shape.steps + t) * shape.width;
          if (part < rotated && cosines != nullptr) {
            turn(in, cosines + t * half, sines + t * half, 1.0F, half, out);
          } else {
            std::copy(in, in + shape.width, out);
          }
        }
      }
    }
  }
}

MELISMA_CLONES void merge_heads(const Bits16* heads, const HeadShape& shape, int rotated,
                                const float* cosines, const float* sines, Bits16* rows) {
  const std::int64_t half = shape.width / 2;
  const std::int64_t part_size = shape.batch * shape.heads * shape.steps * shape.width;
  for (std::int64_t b = 0; b < shape.batch; ++b) {
    for (std::int64_t t = 0; t < shape.steps; ++t) {
      for (std::int64_t part = 0; part < shape.parts; ++part) {
        for (std::int64_t h = 0; h < shape.heads; ++h) {
          Bits16* out =
              rows + (((b * shape.steps + t) * shape.parts + part) * shape.heads + h) * shape.width;
          const Bits16* in = heads + part * part_size +
                             ((b * shape.heads + h) * shape.steps + t) * shape.width;
          if (part < rotated && cosines != nullptr) {
            turn(in, cosines + t * half, sines + t * half, -1.0F, half, out);
          } else {
            std::copy(in, in + shape.width, out);
          }
        }
      }
    }
  }
}

MELISMA_CLONES void masked_softmax(Bits16* scores, std::int64_t rows, std::int64_t tq,
                                   std::int64_t tk, float scale, const AttentionMask& mask) {
  for (std::int64_t row = 0; row < rows; ++row) {
    for (std::int64_t query = 0; query < tq; ++query) {
      Bits16* line = scores + (row * tq + query) * tk;
      const Range range = visible(mask, row, query, tk);
      float largest = -1e30F;
      for (std::int64_t i = range.begin; i < range.end; ++i) {
        const float value = widen(line[i]);
        largest = value > largest ? value : largest;
      }
      float total = 0;
      for (std::int64_t i = range.begin; i < range.end; ++i) {
        const float value = std::exp((widen(line[i]) - largest) * scale);
        total += value;
        line[i] = narrow(value);
      }
      const float inverse = total > 0 ? 1.0F / total : 0.0F;
      for (std::int64_t i = range.begin; i < range.end; ++i) {
        line[i] = narrow(widen(line[i]) * inverse);
      }
      std::fill(line, line + range.begin, Bits16{0});
      std::fill(line + range.end, line + tk, Bits16{0});
    }
  }
}

MELISMA_CLONES void masked_softmax_backward(Bits16* grad, const Bits16* probabilities,
                                            std::int64_t rows, std::int64_t tq, std::int64_t tk,
                                            float scale, const AttentionMask& mask) {
  for (std::int64_t row = 0; row < rows; ++row) {
    for (std::int64_t query = 0; query < tq; ++query) {
      Bits16* line = grad + (row * tq + query) * tk;
      const Bits16* chances = probabilities + (row * tq + query) * tk;
      const Range range = visible(mask, row, query, tk);
      float dot = 0;
      for (std::int64_t i = range.begin; i < range.end; ++i) {
        dot += widen(line[i]) * widen(chances[i]);
      }
      for (std::int64_t i = range.begin; i < range.end; ++i) {
        line[i] = narrow(widen(chances[i]) * (widen(line[i]) - dot) * scale);
      }
      std::fill(line, line + range.begin, Bits16{0});
      std::fill(line + range.end, line + tk, Bits16{0});
    }
  }
}

}  // namespace melisma::models::kernels
