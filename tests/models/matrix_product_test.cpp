#include "models/kernels/matrix_product.h"

#include <cmath>
#include <cstring>
#include <map>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "models/checkpoint/block_quantization.h"
#include "models/checkpoint/safetensors.h"
#include "models/kernels/weight_matrix.h"
#include "tests/models/instruction_sets.h"

namespace melisma::models {
namespace {

constexpr std::size_t kSizes[] = {7, 32, 40, 64, 75, 160, 256, 701};
constexpr WeightType kTypes[] = {
    WeightType::kF32, WeightType::kF16, WeightType::kI8, WeightType::kI4};

std::vector<float> random_values(std::size_t count, std::uint32_t seed) {
  std::mt19937 engine(seed);
  std::uniform_real_distribution<float> uniform(-1.0F, 1.0F);
  std::vector<float> values(count);
  for (float& value : values) {
    value = uniform(engine);
  }
  return values;
}

/// A random matrix as a model file holds it, and the values that this stands for.
struct Stored {
  Stored(WeightType type, std::size_t rows, std::size_t inner, std::uint32_t seed)
      : file(write(type, rows, inner, seed)) {
    TensorReader reader(file);
    weights = reader.weights("w", rows, inner);
    values =
        reader.floats("w", {static_cast<std::int64_t>(rows), static_cast<std::int64_t>(inner)});
    reader.finish();
  }

  static SafetensorsFile write(WeightType type,
                               std::size_t rows,
                               std::size_t inner,
                               std::uint32_t seed) {
    const std::vector<std::int64_t> shape{static_cast<std::int64_t>(rows),
                                          static_cast<std::int64_t>(inner)};
    const auto random = random_values(rows * inner, seed);
    std::map<std::string, OwnedTensor> tensors;
    if (type == WeightType::kI8 || type == WeightType::kI4) {
      QuantizedTensor quantized = quantize(random, shape, type);
      tensors["w"] = std::move(quantized.codes);
      tensors["w.scales"] = std::move(quantized.scales);
    } else {
      tensors["w"] = OwnedTensor::from_floats(
          random, shape, type == WeightType::kF16 ? DataType::kF16 : DataType::kF32);
    }
    return {format_safetensors(tensors, {}), "stored"};
  }

  SafetensorsFile file;
  WeightMatrix weights;
  std::vector<float> values;
};

std::vector<float> multiply(const Matrix& matrix, std::span<const float> x) {
  PreparedColumns columns;
  columns.prepare(matrix, x);
  std::vector<float> y(columns.count() * matrix.rows);
  multiply_rows(matrix, columns, 0, matrix.rows, y.data(), matrix.rows);
  return y;
}

/// What 8-bit activations stand for: codes with a scale for every 32 neighbours.
std::vector<double> rounded(std::span<const float> x, WeightType type) {
  std::vector<double> result(x.begin(), x.end());
  if (type == WeightType::kF32 || type == WeightType::kF16) {
    return result;
  }
  for (std::size_t begin = 0; begin < x.size(); begin += kWeightBlock) {
    const std::size_t end = std::min(begin + kWeightBlock, x.size());
    float top = 0;
    for (std::size_t i = begin; i < end; ++i) {
      top = std::max(top, std::abs(x[i]));
    }
    for (std::size_t i = begin; i < end; ++i) {
      result[i] = top > 0 ? std::nearbyint(x[i] * (127.0F / top)) * (top / 127.0) : 0;
    }
  }
  return result;
}

class MatrixProductTest : public InstructionSetTest {};

TEST_P(MatrixProductTest, AgreesWithTheDefinition) {
  constexpr std::size_t kColumns = 7;
  for (const WeightType type : kTypes) {
    for (const std::size_t inner : kSizes) {
      for (const std::size_t rows : {1U, 3U, 4U, 9U}) {
        const Stored stored(type, rows, inner, 1);
        ASSERT_EQ(stored.weights.matrix().type, type);
        const auto x = random_values(kColumns * inner, 2);
        const auto y = multiply(stored.weights.matrix(), x);
        for (std::size_t c = 0; c < kColumns; ++c) {
          const auto column = rounded(std::span(x).subspan(c * inner, inner), type);
          for (std::size_t r = 0; r < rows; ++r) {
            double sum = 0;
            for (std::size_t i = 0; i < inner; ++i) {
              sum += static_cast<double>(stored.values[r * inner + i]) * column[i];
            }
            EXPECT_NEAR(y[c * rows + r], sum, 2e-5) << inner << " x " << rows;
          }
        }
      }
    }
  }
}

TEST_P(MatrixProductTest, AResultHasTheSameBitsWhateverIsBesideIt) {
  constexpr std::size_t kRows = 11;
  constexpr std::size_t kColumns = 7;
  for (const WeightType type : kTypes) {
    for (const std::size_t inner : kSizes) {
      const Stored stored(type, kRows, inner, 3);
      const Matrix& matrix = stored.weights.matrix();
      const auto x = random_values(kColumns * inner, 4);
      const auto together = multiply(matrix, x);
      for (std::size_t c = 0; c < kColumns; ++c) {
        const auto alone = multiply(matrix, std::span(x).subspan(c * inner, inner));
        EXPECT_EQ(std::memcmp(alone.data(), together.data() + c * kRows, kRows * sizeof(float)), 0);
        PreparedColumns column;
        column.prepare(matrix, std::span(x).subspan(c * inner, inner));
        for (std::size_t r = 0; r < kRows; ++r) {
          std::vector<float> y(kRows, -1);
          multiply_rows(matrix, column, r, r + 1, y.data(), kRows);
          EXPECT_EQ(y[r], alone[r]);
          EXPECT_EQ(std::count(y.begin(), y.end(), -1.0F), static_cast<long>(kRows) - 1);
        }
      }
    }
  }
}

TEST_P(MatrixProductTest, LargestCodesDoNotOverflow) {
  constexpr std::size_t kInner = 4096;
  for (const WeightType type : {WeightType::kI8, WeightType::kI4}) {
    const std::vector<float> ones(kInner, -1);
    QuantizedTensor quantized = quantize(ones, {1, kInner}, type);
    const Matrix matrix{
        type, quantized.codes.bytes.data(), quantized.scales.bytes.data(), 1, kInner};
    EXPECT_NEAR(multiply(matrix, ones)[0], 4096, 4);
  }
}

MELISMA_FOR_EVERY_INSTRUCTION_SET(MatrixProductTest);

}  // namespace
}  // namespace melisma::models
