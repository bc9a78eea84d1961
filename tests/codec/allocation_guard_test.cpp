#include "tests/support/allocation_guard.h"

#include <memory>
#include <vector>

#include <gtest/gtest.h>

namespace melisma::test_support {
namespace {

TEST(AllocationGuard, TripsOnEveryKindOfAllocation) {
  const AllocationGuard guard;
  EXPECT_EQ(guard.count(), 0);
  const auto object = std::make_unique<int>(1);
  EXPECT_EQ(guard.count(), 1);
  const std::vector<float> array(10);
  EXPECT_EQ(guard.count(), 2);
  struct alignas(64) Aligned {
    float values[16];
  };
  const auto aligned = std::make_unique<Aligned>();
  EXPECT_EQ(guard.count(), 3);
}

TEST(AllocationGuard, StaysAtZeroWithoutAllocation) {
  std::vector<float> array(10);
  const AllocationGuard guard;
  array.clear();
  array.resize(10);
  EXPECT_EQ(guard.count(), 0);
}

}  // namespace
}  // namespace melisma::test_support
