#include "codec/reconstruction_figures.h"

#include <gtest/gtest.h>

#include "audio/error.h"
#include "tests/support/signals.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_codec.h"

namespace melisma::codec {
namespace {

using melisma::testing::TemporaryFolder;
using melisma::testing::varied_signal;

TEST(ReconstructionFigures, EqualSignalsArePerfectAndNoiseIsNot) {
  const auto music = test_support::chord_with_burst(24000);
  const auto same = compare(music, music, 24000);
  EXPECT_DOUBLE_EQ(same.mel, 0);
  EXPECT_DOUBLE_EQ(same.log_spectral, 0);
  EXPECT_NEAR(same.chroma, 1, 1e-9);
  EXPECT_DOUBLE_EQ(same.onset_f, 1);
  EXPECT_NEAR(same.flux, 1, 1e-9);
  EXPECT_DOUBLE_EQ(same.seconds, 1);
  const auto other = compare(music, test_support::noise(24000, 1), 24000);
  EXPECT_GT(other.mel, 0.5);
  EXPECT_GT(other.log_spectral, 5);
  EXPECT_LT(other.chroma, 0.5);
}

TEST(ReconstructionFigures, MeanWeighsClipsEqually) {
  ReconstructionMean mean;
  EXPECT_EQ(mean.mean().mel, 0);
  ReconstructionFigures clip;
  clip.mel = 1;
  clip.seconds = 10;
  mean.add(clip);
  clip.mel = 3;
  clip.seconds = 1;
  mean.add(clip);
  EXPECT_DOUBLE_EQ(mean.mean().mel, 2);
  EXPECT_DOUBLE_EQ(mean.mean().seconds, 11);
  EXPECT_EQ(mean.clips(), 2);
}

TEST(ReconstructionFigures, CodecIsMeasuredOnAllClips) {
  const TemporaryFolder folder;
  melisma::testing::write_tiny_codec(folder / "codec");
  const auto codec = open_codec(folder / "codec");
  const std::vector<std::vector<float>> clips = {varied_signal(8000, 3), varied_signal(4000, 4)};
  const auto figures = evaluate_codec(*codec, clips, 3);
  EXPECT_NEAR(figures.seconds, 1.5, 1e-9);
  EXPECT_GT(figures.mel, 0);
  EXPECT_GT(figures.encode_speed, 0);
  EXPECT_GT(figures.decode_speed, 0);
  ASSERT_EQ(figures.perplexity.size(), 3U);
  EXPECT_GT(figures.perplexity[0], 2);
  EXPECT_LE(figures.perplexity[0], 32);
  EXPECT_THROW(evaluate_codec(*codec, clips, 4), ShapeError);
  EXPECT_THROW(evaluate_codec(*codec, clips, 0), ShapeError);
  EXPECT_EQ(evaluate_codec(*codec, {}, 3).seconds, 0);
}

}  // namespace
}  // namespace melisma::codec
