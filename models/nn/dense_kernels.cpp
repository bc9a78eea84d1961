#include "models/nn/dense_kernels.h"

#include <cstring>
#include <initializer_list>

// One body, compiled once per instruction set through function attributes; this file is compiled
// with contraction on, so that the sets which have fused multiply-add use it.

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define MELISMA_X86_TARGETS 1
#endif

#define MELISMA_INLINE inline __attribute__((always_inline))

namespace melisma::models {
namespace {

constexpr std::size_t kLanes = 16;
constexpr std::size_t kRowTile = 4;

using Lanes16 = float __attribute__((vector_size(64)));
using Lanes8 = float __attribute__((vector_size(32)));
using Lanes4 = float __attribute__((vector_size(16)));

// Vectors cross these functions by reference: they are always inlined, but passing them by value
// would still make the compiler warn about the calling convention.
MELISMA_INLINE void load(Lanes16& lanes, const float* from) {
  std::memcpy(&lanes, from, sizeof lanes);
}

MELISMA_INLINE void load_first(Lanes16& lanes, const float* from, std::size_t count) {
  lanes = Lanes16{};
  std::memcpy(&lanes, from, count * sizeof(float));
}

MELISMA_INLINE float sum_of(const Lanes16& lanes) {
  Lanes8 low8;
  Lanes8 high8;
  std::memcpy(&low8, &lanes, sizeof low8);
  std::memcpy(&high8, reinterpret_cast<const char*>(&lanes) + sizeof low8, sizeof high8);
  low8 += high8;
  Lanes4 low4;
  Lanes4 high4;
  std::memcpy(&low4, &low8, sizeof low4);
  std::memcpy(&high4, reinterpret_cast<const char*>(&low8) + sizeof low4, sizeof high4);
  low4 += high4;
  return (low4[0] + low4[2]) + (low4[1] + low4[3]);
}

template <std::size_t rows, std::size_t columns>
MELISMA_INLINE void multiply_tile(const MatrixRows& matrix,
                                  const float* weight,
                                  const float* x,
                                  std::size_t x_stride,
                                  float* y,
                                  std::size_t y_stride) {
  Lanes16 sums[rows][columns] = {};
  const std::size_t whole = matrix.inner / kLanes * kLanes;
  for (std::size_t i = 0; i < whole; i += kLanes) {
    Lanes16 inputs[columns];
    for (std::size_t c = 0; c < columns; ++c) {
      load(inputs[c], x + c * x_stride + i);
    }
    for (std::size_t r = 0; r < rows; ++r) {
      Lanes16 weights;
      load(weights, weight + r * matrix.stride + i);
      for (std::size_t c = 0; c < columns; ++c) {
        sums[r][c] += weights * inputs[c];
      }
    }
  }
  if (const std::size_t rest = matrix.inner - whole; rest > 0) {
    // The last lanes padded with zeros: a scalar tail could be contracted differently for other
    // tiles.
    Lanes16 inputs[columns];
    for (std::size_t c = 0; c < columns; ++c) {
      load_first(inputs[c], x + c * x_stride + whole, rest);
    }
    for (std::size_t r = 0; r < rows; ++r) {
      Lanes16 weights;
      load_first(weights, weight + r * matrix.stride + whole, rest);
      for (std::size_t c = 0; c < columns; ++c) {
        sums[r][c] += weights * inputs[c];
      }
    }
  }
  for (std::size_t c = 0; c < columns; ++c) {
    for (std::size_t r = 0; r < rows; ++r) {
      y[c * y_stride + r] = sum_of(sums[r][c]);
    }
  }
}

template <std::size_t columns>
MELISMA_INLINE void multiply_columns(const MatrixRows& matrix,
                                     const float* x,
                                     std::size_t x_stride,
                                     float* y,
                                     std::size_t y_stride) {
  std::size_t row = 0;
  for (; row + kRowTile <= matrix.rows; row += kRowTile) {
    multiply_tile<kRowTile, columns>(
        matrix, matrix.data + row * matrix.stride, x, x_stride, y + row, y_stride);
  }
  for (; row < matrix.rows; ++row) {
    multiply_tile<1, columns>(
        matrix, matrix.data + row * matrix.stride, x, x_stride, y + row, y_stride);
  }
}

MELISMA_INLINE void multiply_body(const MatrixRows& matrix,
                                  const ConstColumns& x,
                                  float* y,
                                  std::size_t y_stride) {
  std::size_t column = 0;
  for (; column + 2 <= x.count; column += 2) {
    multiply_columns<2>(
        matrix, x.data + column * x.stride, x.stride, y + column * y_stride, y_stride);
  }
  if (column < x.count) {
    multiply_columns<1>(
        matrix, x.data + column * x.stride, x.stride, y + column * y_stride, y_stride);
  }
}

MELISMA_INLINE void add_weighted_rows_body(const MatrixRows& matrix, const float* scale, float* y) {
  std::size_t i = 0;
  for (; i + kLanes <= matrix.inner; i += kLanes) {
    Lanes16 sum;
    load(sum, y + i);
    for (std::size_t r = 0; r < matrix.rows; ++r) {
      Lanes16 values;
      load(values, matrix.data + r * matrix.stride + i);
      sum += scale[r] * values;
    }
    std::memcpy(y + i, &sum, sizeof sum);
  }
  for (; i < matrix.inner; ++i) {
    float sum = y[i];
    for (std::size_t r = 0; r < matrix.rows; ++r) {
      sum += scale[r] * matrix.data[r * matrix.stride + i];
    }
    y[i] = sum;
  }
}

#define MELISMA_DEFINE_KERNELS(name, attribute)                                          \
  attribute void multiply_##name(                                                        \
      const MatrixRows& matrix, const ConstColumns& x, float* y, std::size_t y_stride) { \
    multiply_body(matrix, x, y, y_stride);                                               \
  }                                                                                      \
  attribute void add_weighted_rows_##name(                                               \
      const MatrixRows& matrix, const float* scale, float* y) {                          \
    add_weighted_rows_body(matrix, scale, y);                                            \
  }                                                                                      \
  constexpr DenseKernels kKernels_##name = {multiply_##name, add_weighted_rows_##name};

MELISMA_DEFINE_KERNELS(baseline, )
#ifdef MELISMA_X86_TARGETS
MELISMA_DEFINE_KERNELS(avx2, __attribute__((target("avx2,fma"))))
MELISMA_DEFINE_KERNELS(avx512, __attribute__((target("avx512f,fma"))))
#endif

const DenseKernels& best_kernels() noexcept {
  for (const auto set : {InstructionSet::kAvx512, InstructionSet::kAvx2}) {
    if (const DenseKernels* kernels = dense_kernels_for(set)) {
      return *kernels;
    }
  }
  return kKernels_baseline;
}

}  // namespace

const DenseKernels* dense_kernels_for(InstructionSet set) noexcept {
#ifdef MELISMA_X86_TARGETS
  __builtin_cpu_init();
  if (set == InstructionSet::kAvx512) {
    return __builtin_cpu_supports("avx512f") ? &kKernels_avx512 : nullptr;
  }
  if (set == InstructionSet::kAvx2) {
    const bool both = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    return both ? &kKernels_avx2 : nullptr;
  }
#endif
  return set == InstructionSet::kBaseline ? &kKernels_baseline : nullptr;
}

const DenseKernels& dense_kernels() noexcept {
  static const DenseKernels& best = best_kernels();
  return best;
}

}  // namespace melisma::models
