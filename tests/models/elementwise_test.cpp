#include "models/kernels/elementwise.h"

#include <cmath>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "tests/models/instruction_sets.h"

namespace melisma::models {
namespace {

std::vector<float> ramp(std::size_t count, float low, float high) {
  std::vector<float> values(count);
  for (std::size_t i = 0; i < count; ++i) {
    values[i] = low + (high - low) * static_cast<float>(i) / static_cast<float>(count);
  }
  return values;
}

class ElementwiseTest : public InstructionSetTest {};

TEST_P(ElementwiseTest, GeluIsThatOfTheErrorFunction) {
  auto x = ramp(1003, -8, 8);
  const auto before = x;
  gelu(x);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double value = before[i];
    EXPECT_NEAR(x[i], 0.5 * value * (1 + std::erf(value / std::sqrt(2.0))), 1.5e-6) << value;
  }
}

TEST_P(ElementwiseTest, SwigluGatesAndStaysFinite) {
  auto gate = ramp(1001, -200, 200);
  const std::vector<float> up(gate.size(), 0.5F);
  std::vector<float> y(gate.size());
  swiglu(gate, up, y);
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double value = gate[i];
    EXPECT_NEAR(y[i], 0.5 * value / (1 + std::exp(-value)), 1e-5 + std::abs(value) * 1e-6) << value;
  }
}

TEST_P(ElementwiseTest, EluIsItsDefinition) {
  auto x = ramp(1003, -200, 50);
  const auto before = x;
  elu(x);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double value = before[i];
    EXPECT_NEAR(x[i], value > 0 ? value : std::expm1(value), 2e-7) << value;
  }
}

TEST_P(ElementwiseTest, AnLstmCellIsItsDefinition) {
  const std::size_t width = 37;
  const auto gates = ramp(4 * width, -9, 7);
  auto cell = ramp(width, -2, 3);
  const auto before = cell;
  std::vector<float> hidden(width);
  lstm_cell(gates, cell, hidden);
  const auto sigmoid = [](double value) { return 1 / (1 + std::exp(-value)); };
  for (std::size_t i = 0; i < width; ++i) {
    const double wanted = sigmoid(gates[width + i]) * before[i] +
                          sigmoid(gates[i]) * std::tanh(double{gates[2 * width + i]});
    EXPECT_NEAR(cell[i], wanted, 1e-6);
    EXPECT_NEAR(hidden[i], sigmoid(gates[3 * width + i]) * std::tanh(wanted), 1e-6);
  }
}

TEST_P(ElementwiseTest, SoftmaxSumsToOneWhateverTheSize) {
  for (const std::size_t count : {1U, 2U, 15U, 16U, 33U, 1000U}) {
    auto x = ramp(count, 900, 1000);
    const auto before = x;
    softmax(x, 0.25F);
    EXPECT_NEAR(std::accumulate(x.begin(), x.end(), 0.0), 1, 1e-5);
    for (std::size_t i = 1; i < count; ++i) {
      EXPECT_NEAR(std::log(x[i] / x[0]), 0.25 * (before[i] - before[0]), 1e-3) << count;
    }
  }
}

TEST_P(ElementwiseTest, NormsAgreeWithTheirDefinitions) {
  for (const std::size_t width : {5U, 16U, 40U, 257U}) {
    const auto x = ramp(2 * width, -3, 5);
    const auto weight = ramp(width, 0.5F, 1.5F);
    const auto bias = ramp(width, -1, 1);
    std::vector<float> rms(x.size());
    std::vector<float> layer(x.size());
    rms_norm(x, weight, 1e-5F, rms);
    layer_norm(x, weight, bias, 1e-5F, layer);
    for (std::size_t c = 0; c < 2; ++c) {
      double mean = 0;
      double square = 0;
      for (std::size_t i = 0; i < width; ++i) {
        mean += x[c * width + i] / static_cast<double>(width);
        square += std::pow(x[c * width + i], 2) / static_cast<double>(width);
      }
      const double variance = square - mean * mean;
      for (std::size_t i = 0; i < width; ++i) {
        const double value = x[c * width + i];
        EXPECT_NEAR(rms[c * width + i], value / std::sqrt(square + 1e-5) * weight[i], 1e-5);
        EXPECT_NEAR(layer[c * width + i],
                    (value - mean) / std::sqrt(variance + 1e-5) * weight[i] + bias[i],
                    2e-5);
      }
    }
  }
}

TEST_P(ElementwiseTest, AddsAndExponentiates) {
  auto y = ramp(37, 0, 1);
  const auto a = ramp(37, -2, 2);
  add_products(y, a, a);
  add_to(y, a);
  for (std::size_t i = 0; i < y.size(); ++i) {
    EXPECT_NEAR(y[i], static_cast<float>(i) / 37 + a[i] * a[i] + a[i], 1e-6);
  }
  auto x = ramp(37, -20, 10);
  const auto before = x;
  exponentials(x);
  for (std::size_t i = 0; i < x.size(); ++i) {
    EXPECT_NEAR(x[i] / std::exp(before[i]), 1, 1e-5);
  }
}

MELISMA_FOR_EVERY_INSTRUCTION_SET(ElementwiseTest);

}  // namespace
}  // namespace melisma::models
