#include "audio/audio_buffer.h"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace melisma::audio {
namespace {

using ::testing::ElementsAre;

TEST(AudioBuffer, StartsSilentAndKeepsChannelsApart) {
  AudioBuffer buffer(2, 3);
  buffer.channel(1)[2] = 0.5F;
  EXPECT_THAT(buffer.channel(0), ElementsAre(0.0F, 0.0F, 0.0F));
  EXPECT_THAT(buffer.channel(1), ElementsAre(0.0F, 0.0F, 0.5F));
}

TEST(AudioBuffer, SliceSeesTheSameSamplesOfEveryChannel) {
  AudioBuffer buffer = deinterleave(std::array{1.0F, 10.0F, 2.0F, 20.0F, 3.0F, 30.0F}, 2);
  const MutableAudioView slice = buffer.view().slice(1, 2);
  EXPECT_THAT(slice.channel(0), ElementsAre(2.0F, 3.0F));
  EXPECT_THAT(slice.channel(1), ElementsAre(20.0F, 30.0F));
  slice.channel(1)[0] = 7.0F;
  EXPECT_EQ(buffer.channel(1)[1], 7.0F);
}

TEST(AudioBufferDeathTest, RefusesWhatLiesOutside) {
  AudioBuffer buffer(2, 3);
  EXPECT_DEATH(static_cast<void>(buffer.channel(2)), "index < channels_");
  EXPECT_DEATH(static_cast<void>(buffer.view().slice(2, 2)), "count <= samples_");
}

TEST(AudioBuffer, InterleaveUndoesDeinterleave) {
  const std::vector<float> interleaved{1, 10, 100, 2, 20, 200};
  EXPECT_EQ(interleave(deinterleave(interleaved, 3).view()), interleaved);
}

TEST(AudioBuffer, MonoIsTheMeanInBothLayouts) {
  const std::array interleaved{1.0F, 0.0F, -1.0F, -0.5F, 9.0F};  // the last sample has no partner
  std::vector<float> mono;
  mix_to_mono(interleaved, 2, mono);
  EXPECT_THAT(mono, ElementsAre(0.5F, -0.75F));
  EXPECT_EQ(mix_to_mono(deinterleave(interleaved, 2).view()), mono);
}

}  // namespace
}  // namespace melisma::audio
