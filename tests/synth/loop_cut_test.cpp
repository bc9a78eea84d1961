#include "synth/loop_cut.h"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

namespace melisma::synth {
namespace {

std::vector<float> cut(const LoopPlace& place,
                       const std::vector<float>& stream,
                       std::size_t block) {
  LoopCut cutter(place);
  std::vector<float> out;
  for (std::size_t at = 0; at < stream.size(); at += block) {
    cutter.process(std::span(stream).subspan(at, std::min(block, stream.size() - at)), out);
  }
  EXPECT_TRUE(cutter.complete());
  return out;
}

TEST(LoopCut, TheEndLeadsIntoTheBeginning) {
  // A sine that does not fit the loop: without the fade it would jump at the seam.
  std::vector<float> stream(2500);
  for (std::size_t i = 0; i < stream.size(); ++i) {
    stream[i] = static_cast<float>(std::sin(2 * std::numbers::pi * static_cast<double>(i) / 77));
  }
  const LoopPlace place{1000, 1000, 200};
  const auto loop = cut(place, stream, 64);
  ASSERT_EQ(loop.size(), 1000U);
  const float steepest = 2 * static_cast<float>(std::numbers::pi) / 77;
  for (std::size_t i = 0; i < 2 * loop.size(); ++i) {
    const float step = loop[(i + 1) % loop.size()] - loop[i % loop.size()];
    EXPECT_LT(std::abs(step), 1.2F * steepest) << i;
  }
  for (std::size_t i = 0; i < 800; ++i) {
    EXPECT_EQ(loop[i], stream[1000 + i]);
  }
}

TEST(LoopCut, BlocksDoNotMatter) {
  std::vector<float> stream(300);
  for (std::size_t i = 0; i < stream.size(); ++i) {
    stream[i] = static_cast<float>(i * i % 17);
  }
  const LoopPlace place{100, 90, 20};
  EXPECT_EQ(cut(place, stream, 1), cut(place, stream, 300));
}

}  // namespace
}  // namespace melisma::synth
