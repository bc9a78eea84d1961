#include "models/nn/dense_kernels.h"

#include <cmath>
#include <cstring>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace melisma::models {
namespace {

std::vector<float> random_values(std::size_t count, std::uint32_t seed) {
  std::mt19937 engine(seed);
  std::uniform_real_distribution<float> uniform(-1.0F, 1.0F);
  std::vector<float> values(count);
  for (float& value : values) {
    value = uniform(engine);
  }
  return values;
}

class DenseKernelsTest : public ::testing::TestWithParam<InstructionSet> {
 protected:
  void SetUp() override {
    kernels_ = dense_kernels_for(GetParam());
    if (kernels_ == nullptr) {
      GTEST_SKIP() << "this processor lacks the instruction set";
    }
  }
  const DenseKernels* kernels_ = nullptr;
};

TEST_P(DenseKernelsTest, MultiplyAgreesWithTheDefinition) {
  for (const std::size_t inner : {1U, 7U, 15U, 16U, 17U, 40U, 160U, 701U}) {
    for (const std::size_t rows : {1U, 3U, 4U, 9U}) {
      const std::size_t stride = inner + 5;
      const std::size_t columns = 3;
      const auto weight = random_values(rows * stride, 1);
      const auto x = random_values(columns * stride, 2);
      std::vector<float> y(columns * rows);
      kernels_->multiply(
          {weight.data(), rows, inner, stride}, {x.data(), columns, stride}, y.data(), rows);
      for (std::size_t c = 0; c < columns; ++c) {
        for (std::size_t r = 0; r < rows; ++r) {
          double sum = 0.0;
          for (std::size_t i = 0; i < inner; ++i) {
            sum += double{weight[r * stride + i]} * double{x[c * stride + i]};
          }
          EXPECT_NEAR(y[c * rows + r], sum, 1e-5) << inner << " " << rows;
        }
      }
    }
  }
}

TEST_P(DenseKernelsTest, AColumnHasTheSameBitsAloneAndBesideOthers) {
  for (const std::size_t inner : {5U, 40U, 253U, 256U}) {
    const std::size_t rows = 11;
    const std::size_t columns = 5;
    const auto weight = random_values(rows * inner, 3);
    const auto x = random_values(columns * inner, 4);
    std::vector<float> together(columns * rows);
    kernels_->multiply(
        {weight.data(), rows, inner, inner}, {x.data(), columns, inner}, together.data(), rows);
    for (std::size_t c = 0; c < columns; ++c) {
      std::vector<float> alone(rows);
      kernels_->multiply({weight.data(), rows, inner, inner},
                         {x.data() + c * inner, 1, inner},
                         alone.data(),
                         rows);
      EXPECT_EQ(std::memcmp(alone.data(), together.data() + c * rows, rows * sizeof(float)), 0);
      for (std::size_t r = 0; r < rows; ++r) {  // and a row alone
        float single = 0.0F;
        kernels_->multiply({weight.data() + r * inner, 1, inner, inner},
                           {x.data() + c * inner, 1, inner},
                           &single,
                           1);
        EXPECT_EQ(single, alone[r]);
      }
    }
  }
}

TEST_P(DenseKernelsTest, WeightedRowsAreAdded) {
  const std::size_t rows = 6;
  const std::size_t inner = 37;
  const auto matrix = random_values(rows * inner, 5);
  const auto scale = random_values(rows, 6);
  std::vector<float> y(inner, 2.0F);
  kernels_->add_weighted_rows({matrix.data(), rows, inner, inner}, scale.data(), y.data());
  for (std::size_t i = 0; i < inner; ++i) {
    double sum = 2.0;
    for (std::size_t r = 0; r < rows; ++r) {
      sum += double{scale[r]} * double{matrix[r * inner + i]};
    }
    EXPECT_NEAR(y[i], sum, 1e-5);
  }
}

INSTANTIATE_TEST_SUITE_P(EverySet,
                         DenseKernelsTest,
                         ::testing::Values(InstructionSet::kBaseline,
                                           InstructionSet::kAvx2,
                                           InstructionSet::kAvx512));

TEST(DenseKernels, BaselineAlwaysExists) {
  EXPECT_NE(dense_kernels_for(InstructionSet::kBaseline), nullptr);
}

}  // namespace
}  // namespace melisma::models
