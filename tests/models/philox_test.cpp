#include "models/sampling/philox.h"

#include <gtest/gtest.h>

namespace melisma::models {
namespace {

// The known answers that the authors publish with their Random123 library (kat_vectors).
TEST(Philox, GivesTheKnownAnswers) {
  EXPECT_EQ(Philox(0).block({0, 0, 0, 0}),
            (Philox::Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(Philox(0xffffffffffffffff).block({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}),
            (Philox::Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(Philox(0x299f31d0a4093822).block({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}),
            (Philox::Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Philox, UniformNumbersFillTheUnitInterval) {
  const Philox random(7);
  constexpr int kCount = 20000;
  double sum = 0;
  double squares = 0;
  for (int frame = 0; frame < kCount; ++frame) {
    const double value = random.uniform(frame, 0, 0);
    ASSERT_GE(value, 0.0);
    ASSERT_LT(value, 1.0);
    sum += value;
    squares += value * value;
  }
  EXPECT_NEAR(sum / kCount, .5, .01);
  EXPECT_NEAR(squares / kCount, 1.0 / 3.0, .01);
}

TEST(Philox, EveryPartOfThePlaceAndTheSeedMatters) {
  const double value = Philox(1).uniform(1, 1, 1);
  EXPECT_EQ(value, Philox(1).uniform(1, 1, 1));
  EXPECT_NE(value, Philox(2).uniform(1, 1, 1));
  EXPECT_NE(value, Philox((std::uint64_t{1} << 32U) + 1).uniform(1, 1, 1));
  EXPECT_NE(value, Philox(1).uniform(2, 1, 1));
  EXPECT_NE(value, Philox(1).uniform((std::int64_t{1} << 32U) + 1, 1, 1));
  EXPECT_NE(value, Philox(1).uniform(1, 2, 1));
  EXPECT_NE(value, Philox(1).uniform(1, 1, 2));
}

}  // namespace
}  // namespace melisma::models
