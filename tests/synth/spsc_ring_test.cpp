#include "synth/spsc_ring.h"

#include <cstdint>
#include <numeric>
#include <random>
#include <thread>

#include <gtest/gtest.h>

namespace melisma::synth {
namespace {

std::vector<int> counted(int from, std::size_t count) {
  std::vector<int> values(count);
  std::iota(values.begin(), values.end(), from);
  return values;
}

TEST(SpscRing, HoldsAtLeastWhatWasAskedFor) {
  EXPECT_EQ(SpscRing<int>(0).capacity(), 1U);
  EXPECT_EQ(SpscRing<int>(5).capacity(), 8U);
  EXPECT_EQ(SpscRing<int>(64).capacity(), 64U);
}

TEST(SpscRing, TakesNoMoreThanThereIsSpaceFor) {
  SpscRing<int> ring(8);
  SpscRing<int>::Writer writer(ring);
  SpscRing<int>::Reader reader(ring);
  EXPECT_EQ(writer.write(counted(0, 6)), 6U);
  EXPECT_EQ(writer.space(), 2U);
  EXPECT_EQ(writer.write(counted(6, 6)), 2U);
  EXPECT_EQ(writer.space(), 0U);
  EXPECT_EQ(writer.write(counted(0, 1)), 0U);
  EXPECT_EQ(reader.available(), 8U);
  std::vector<int> got(12, -1);
  EXPECT_EQ(reader.read(got), 8U);
  EXPECT_EQ(std::vector<int>(got.begin(), got.begin() + 8), counted(0, 8));
  EXPECT_EQ(got[8], -1);
  EXPECT_EQ(reader.read(got), 0U);
}

TEST(SpscRing, KeepsOrderAroundItsEnd) {
  SpscRing<int> ring(8);
  SpscRing<int>::Writer writer(ring);
  SpscRing<int>::Reader reader(ring);
  int written = 0;
  int read = 0;
  std::mt19937 random(1);
  std::vector<int> got(8);
  for (int round = 0; round < 1000; ++round) {
    written += static_cast<int>(writer.write(counted(written, random() % 9)));
    const auto slice = std::span(got).first(random() % 9);
    const std::size_t count = reader.read(slice);
    for (std::size_t i = 0; i < count; ++i) {
      ASSERT_EQ(slice[i], read++);
    }
  }
  EXPECT_GT(read, 1000);
}

TEST(SpscRing, HandsEverythingFromThreadToThreadInOrder) {
  constexpr std::uint32_t kCount = 400000;
  SpscRing<std::uint32_t> ring(97);
  std::thread maker([&] {
    SpscRing<std::uint32_t>::Writer writer(ring);
    std::mt19937 random(2);
    std::vector<std::uint32_t> values;
    for (std::uint32_t next = 0; next < kCount;) {
      values.resize(std::min<std::size_t>(1 + random() % 50, kCount - next));
      std::iota(values.begin(), values.end(), next);
      next += static_cast<std::uint32_t>(writer.write(values));
      if (writer.space() == 0) {
        std::this_thread::yield();
      }
    }
  });
  SpscRing<std::uint32_t>::Reader reader(ring);
  std::mt19937 random(3);
  std::vector<std::uint32_t> got(64);
  std::uint32_t wrong = 0;
  for (std::uint32_t next = 0; next < kCount;) {
    const auto slice = std::span(got).first(1 + random() % 64);
    const std::size_t count = reader.read(slice);
    for (std::size_t i = 0; i < count; ++i) {
      wrong += slice[i] == next++ ? 0U : 1U;
    }
    if (count == 0) {
      std::this_thread::yield();
    }
  }
  maker.join();
  EXPECT_EQ(wrong, 0U);
}

}  // namespace
}  // namespace melisma::synth
