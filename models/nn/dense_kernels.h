#pragma once

#include <cstddef>

namespace melisma::models {

enum class InstructionSet { kBaseline, kAvx2, kAvx512 };

/// Rows of a row-major matrix: row r starts at data + r * stride and has `inner` values.
struct MatrixRows {
  const float* data = nullptr;
  std::size_t rows = 0;
  std::size_t inner = 0;
  std::size_t stride = 0;
};

/// Columns of activations: column c starts at data + c * stride.
struct ConstColumns {
  const float* data = nullptr;
  std::size_t count = 0;
  std::size_t stride = 0;
};

/// The loops that take nearly all of the time, for one instruction set. Every sum has one fixed
/// order per instruction set (16 running sums, then a tree), whatever the number of rows or
/// columns: a column's result has the same bits alone or beside others. Across instruction sets
/// results differ in the last bits. Thread-safe; nothing allocates.
struct DenseKernels {
  /// y[c * y_stride + r] = sum over i of matrix(r, i) * x(c, i).
  void (*multiply)(const MatrixRows& matrix, const ConstColumns& x, float* y, std::size_t y_stride);
  /// y[i] += sum over rows r of scale[r] * matrix(r, i), rows added in order.
  void (*add_weighted_rows)(const MatrixRows& matrix, const float* scale, float* y);
};

/// The kernels for the best instruction set this processor has.
const DenseKernels& dense_kernels() noexcept;
/// Those for one set, or nullptr where this build or processor lacks it; for tests and benchmarks.
const DenseKernels* dense_kernels_for(InstructionSet set) noexcept;

}  // namespace melisma::models
