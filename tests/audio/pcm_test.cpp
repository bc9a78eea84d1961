#include "audio/pcm.h"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace melisma::audio {
namespace {

using ::testing::ElementsAre;
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

TEST(Pcm, QuantiseClipsAndCounts) {
  std::vector<std::int32_t> out;
  const std::vector<float> in{0.0F, 0.5F, -1.0F, 1.0F, 1.5F, -2.0F, kNan, -kInfinity};
  EXPECT_EQ(quantise(in, 16, out), 4U);
  EXPECT_THAT(out, ElementsAre(0, 16384, -32768, 32767, 32767, -32768, 0, -32768));
}

TEST(Pcm, IntegersSurviveTheWayThroughFloat) {
  std::vector<float> in;
  for (int value = -32768; value < 32768; ++value) {
    in.push_back(static_cast<float>(value) / 32768.0F);
  }
  std::vector<std::int32_t> out;
  EXPECT_EQ(quantise(in, 16, out), 0U);
  for (int value = -32768; value < 32768; ++value) {
    ASSERT_EQ(out[static_cast<std::size_t>(value + 32768)], value);
  }
}

TEST(Pcm, ClipKeepsTheSign) {
  std::vector<float> samples{0.25F, 1.0F, 3.0F, -kInfinity, kNan};
  EXPECT_EQ(clip(samples), 3U);
  EXPECT_THAT(samples, ElementsAre(0.25F, 1.0F, 1.0F, -1.0F, 0.0F));
}

TEST(Pcm, FloatKeepsWhatExceedsFullScale) {
  std::vector<float> samples{3.0F, kInfinity, kNan};
  EXPECT_EQ(replace_non_finite(samples), 2U);
  EXPECT_THAT(samples, ElementsAre(3.0F, 0.0F, 0.0F));
}

}  // namespace
}  // namespace melisma::audio
