#include "models/checkpoint/float16.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace melisma::models {
namespace {

TEST(Float16, EveryFiniteHalfSurvivesTheRoundTrip) {
  for (std::uint32_t bits = 0; bits < 0x10000U; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    const float value = half_to_float(half);
    if (std::isnan(value)) {
      EXPECT_TRUE(std::isnan(half_to_float(float_to_half(value)))) << bits;
    } else {
      EXPECT_EQ(float_to_half(value), half) << bits;
    }
  }
}

TEST(Float16, KnownValues) {
  EXPECT_EQ(half_to_float(0x3C00), 1.0F);
  EXPECT_EQ(half_to_float(0x0001), 0x1p-24F);
  EXPECT_EQ(half_to_float(0x7BFF), 65504.0F);
  EXPECT_EQ(half_to_float(0xFC00), -std::numeric_limits<float>::infinity());
  EXPECT_EQ(float_to_half(65519.0F), 0x7BFF);
  EXPECT_EQ(float_to_half(65520.0F), 0x7C00);
  EXPECT_EQ(float_to_half(1.0F + 0x1p-11F), 0x3C00);             // tie goes to even
  EXPECT_EQ(float_to_half(1.0F + 0x1p-10F + 0x1p-11F), 0x3C02);  // the other even
  EXPECT_EQ(float_to_half(0x1p-25F), 0x0000);                    // tie among subnormals
  EXPECT_EQ(float_to_half(std::nextafter(0x1p-25F, 1.0F)), 0x0001);
  EXPECT_EQ(float_to_half(-0.0F), 0x8000);
}

TEST(BFloat16, RoundsToNearestEvenAndKeepsNan) {
  EXPECT_EQ(bfloat16_to_float(0x3F80), 1.0F);
  EXPECT_EQ(float_to_bfloat16(1.0F + 0x1p-8F), 0x3F80);
  EXPECT_EQ(float_to_bfloat16(1.0F + 0x1p-7F + 0x1p-8F), 0x3F82);
  EXPECT_TRUE(
      std::isnan(bfloat16_to_float(float_to_bfloat16(std::numeric_limits<float>::quiet_NaN()))));
  EXPECT_TRUE(std::isinf(bfloat16_to_float(float_to_bfloat16(3.4e38F))));
}

}  // namespace
}  // namespace melisma::models
