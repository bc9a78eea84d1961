#include "models/kernels/lane_matrix.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "tests/models/instruction_sets.h"

namespace melisma::models {
namespace {

class LaneMatrixTest : public InstructionSetTest {};

float wave(std::size_t i) {
  return std::sin(static_cast<float>(i) * 0.7F);
}

TEST_P(LaneMatrixTest, AgreesWithTheDefinitionForAnySizes) {
  for (const std::size_t rows : {1U, 63U, 64U, 130U}) {
    for (const std::size_t inner : {1U, 7U, 128U}) {
      std::vector<float> values(rows * inner);
      std::vector<float> offsets(rows);
      std::vector<float> x(6 * inner);
      for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = wave(i);
      }
      for (std::size_t i = 0; i < rows; ++i) {
        offsets[i] = wave(3 * i + 1);
      }
      for (std::size_t i = 0; i < x.size(); ++i) {
        x[i] = wave(5 * i + 2);
      }
      const LaneMatrix matrix(values, offsets, inner);
      ASSERT_GE(matrix.stride(), rows);
      std::vector<float> y(6 * matrix.stride());
      matrix.multiply(x, y);
      for (std::size_t c = 0; c < 6; ++c) {
        std::vector<float> alone(matrix.stride());
        matrix.multiply(std::span(x).subspan(c * inner, inner), alone);
        for (std::size_t r = 0; r < rows; ++r) {
          double wanted = offsets[r];
          for (std::size_t i = 0; i < inner; ++i) {
            wanted += double{values[r * inner + i]} * double{x[c * inner + i]};
          }
          ASSERT_NEAR(y[c * matrix.stride() + r], wanted, 1e-4) << rows << " " << inner;
          ASSERT_EQ(alone[r], y[c * matrix.stride() + r]);
        }
      }
    }
  }
}

TEST_P(LaneMatrixTest, FindsTheFirstAbove) {
  for (const std::size_t size : {0U, 1U, 17U, 100U}) {
    std::vector<float> x(size, 1.0F);
    EXPECT_EQ(find_above(x, 0, 1.0F), size);
    for (std::size_t place = 0; place < size; ++place) {
      x[place] = 2;
      EXPECT_EQ(find_above(x, 0, 1.0F), place);
      EXPECT_EQ(find_above(x, place, 1.0F), place);
      EXPECT_EQ(find_above(x, place + 1, 1.0F), size);
      x[place] = 1;
    }
  }
}

MELISMA_FOR_EVERY_INSTRUCTION_SET(LaneMatrixTest);

}  // namespace
}  // namespace melisma::models
