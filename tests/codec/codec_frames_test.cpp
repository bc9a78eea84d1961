#include "codec/fitting/codec_frames.h"

#include <cmath>

#include <gtest/gtest.h>

#include "audio/error.h"
#include "tests/support/signals.h"
#include "tests/support/tiny_codec.h"

namespace melisma::codec {
namespace {

using melisma::testing::analysed;
using melisma::testing::varied_signal;

TEST(CodecFrames, TargetsAreTheSpectraThatTheDecoderWrites) {
  const SpectralCodecConfig config;
  const auto frames = analysed(test_support::sine(2500.0, 24000, 24000, 0.5), config);
  ASSERT_EQ(frames.targets.rows(), 50);
  for (const int half : {0, 1}) {
    const auto bin = half * config.synthesis_bins() + 100;  // 2500 Hz / 25 Hz a bin
    EXPECT_NEAR(frames.targets(25, bin), std::log(0.5F + config.synthesis_floor), 1e-3F);
    EXPECT_NEAR(frames.targets(25, bin + 50), std::log(config.synthesis_floor), 0.3F);
  }
}

TEST(CodecFrames, SecondSpectrumLiesHalfAHopLater) {
  const SpectralCodecConfig config;
  std::vector<float> samples(480 * 20);
  samples[480 * 10 + 240] = 1.0F;
  const auto frames = analysed(samples, config);
  const auto level = [&](Eigen::Index t, int half) {
    return frames.targets(t, half * config.synthesis_bins() + 200);
  };
  EXPECT_GT(level(10, 1), level(10, 0) + 0.5F);
  EXPECT_NEAR(level(10, 0), level(11, 0), 1e-3F);  // both a quarter window away
  EXPECT_NEAR(level(9, 0), std::log(config.synthesis_floor), 1e-3F);
}

TEST(CodecFrames, StreamingEncoderSeesTheSameFeatures) {
  // The analysis of a clip and of a stream must agree, or fitted codebooks would not fit.
  const auto config = melisma::testing::tiny_codec_config();
  const auto signal = varied_signal(48 * 20, 2);
  const auto frames = analysed(signal, config);
  SpectralFeatures analysis(config.analysis);
  std::vector<float> padded(96 + signal.size() + 96);
  std::copy(signal.begin(), signal.end(), padded.begin() + 96);
  std::vector<float> features(static_cast<std::size_t>(config.analysis.feature_count()));
  for (Eigen::Index t = 0; t < frames.features.rows(); ++t) {
    analysis.compute(std::span(padded).subspan(static_cast<std::size_t>(t) * 48, 192), features);
    for (std::size_t i = 0; i < features.size(); ++i) {
      ASSERT_EQ(frames.features(t, static_cast<Eigen::Index>(i)), features[i]);
    }
  }
}

TEST(CodecFrames, NoFilesIsAnInputError) {
  EXPECT_THROW(analyse_clips({}, melisma::testing::tiny_codec_config(), {}), InputError);
  EXPECT_THROW(analyse_clips({"/nowhere/a.wav"}, melisma::testing::tiny_codec_config(), {}), InputError);
}

}  // namespace
}  // namespace melisma::codec
