#include "codec/fitting/codec_fitting.h"

#include <algorithm>
#include <numeric>
#include <span>
#include <vector>

#include <gtest/gtest.h>

#include "audio/metrics/spectral_distance.h"
#include "codec/spectral_codec.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_codec.h"

namespace melisma::codec {
namespace {

using melisma::testing::TemporaryFolder;
using melisma::testing::analysed;
using melisma::testing::tiny_codec_config;
using melisma::testing::varied_signal;

TEST(CodecFitting, LatentsHaveMeanZeroAndMeanSquareOne) {
  const auto config = tiny_codec_config();
  const auto frames = analysed(varied_signal(48 * 300, 3), config);
  const RowMatrix latents = encode_latents(config, fit_linear_paths(config, frames, 1), frames);
  EXPECT_NEAR(latents.array().square().mean(), 1.0F, 1e-2F);
  EXPECT_LT(latents.colwise().mean().cwiseAbs().maxCoeff(), 1e-2F);
  EXPECT_GT(latents.col(0).squaredNorm(), latents.col(15).squaredNorm());
}

TEST(CodecFitting, EveryBookLeavesLess) {
  const auto config = tiny_codec_config();
  const auto frames = analysed(varied_signal(48 * 300, 3), config);
  auto tensors = fit_linear_paths(config, frames, 1);
  const auto remaining = fit_codebooks(config, encode_latents(config, tensors, frames), 1, tensors);
  ASSERT_EQ(remaining.size(), 3U);
  EXPECT_LT(remaining[0], 0.8);
  EXPECT_LT(remaining[1], 0.85 * remaining[0]);
  EXPECT_LT(remaining[2], 0.9 * remaining[1]);
}

TEST(CodecFitting, StacksAddNothingBeforeTraining) {
  // The closed form is the start that training must not lose.
  const auto config = tiny_codec_config();
  auto without = config;
  without.encoder.blocks = 0;
  without.decoder.blocks = 0;
  const auto frames = analysed(varied_signal(48 * 200, 3), config);
  const auto with_stacks = fit_linear_paths(config, frames, 1);
  const auto bare = fit_linear_paths(without, frames, 1);
  EXPECT_GT(with_stacks.size(), bare.size());
  EXPECT_EQ(encode_latents(config, with_stacks, frames), encode_latents(without, bare, frames));
}

TEST(CodecFitting, RefittingTheDecoderToQuantisedLatentsBringsItNearer) {
  const auto config = tiny_codec_config();
  const auto signal = varied_signal(48 * 500, 3);
  const auto frames = analysed(signal, config);
  auto tensors = fit_linear_paths(config, frames, 1);
  const RowMatrix latents = encode_latents(config, tensors, frames);
  fit_codebooks(config, latents, 1, tensors);
  const auto error = [&] {
    const TemporaryFolder folder;
    write_codec(folder / "codec", config, tensors, "", models::DataType::kF32);
    const SpectralCodec codec(models::SafetensorsFile(folder / "codec"));
    const auto codes = encode_all(codec, signal);
    MagnitudeDecoder decoder(codec.weights());
    std::vector<float> row(static_cast<std::size_t>(config.decoder_outputs()));
    double sum = 0;
    for (Eigen::Index t = 0; t < frames.targets.rows(); ++t) {
      decoder.steps(std::span(codes).subspan(static_cast<std::size_t>(t) * 3, 3), row);
      for (std::size_t i = 0; i < row.size(); ++i) {
        const double difference =
            static_cast<double>(row[i] - frames.targets(t, static_cast<Eigen::Index>(i)));
        sum += difference * difference;
      }
    }
    return sum / static_cast<double>(frames.targets.size());
  };
  const double before = error();
  refit_decoder(config, latents, frames, tensors);
  const double after = error();
  EXPECT_LT(after, before * 0.999);
  // Far better than saying the mean spectrum always.
  const RowMatrix centred = frames.targets.rowwise() - frames.targets.colwise().mean();
  EXPECT_LT(after, 0.5 * static_cast<double>(centred.array().square().mean()));
}

/// Energy of every 12 samples.
std::vector<double> envelope(std::span<const float> samples) {
  std::vector<double> energies(samples.size() / 12);
  for (std::size_t i = 0; i < energies.size() * 12; ++i) {
    energies[i / 12] += static_cast<double>(samples[i]) * static_cast<double>(samples[i]);
  }
  return energies;
}

TEST(CodecFitting, FittedCodecKeepsTheSoundOfItsTrainingSignal) {
  const auto config = tiny_codec_config();
  const auto signal = varied_signal(48 * 600, 3);
  const auto frames = analysed(signal, config);
  auto tensors = fit_linear_paths(config, frames, 1);
  const RowMatrix latents = encode_latents(config, tensors, frames);
  fit_codebooks(config, latents, 1, tensors);
  refit_decoder(config, latents, frames, tensors);
  const TemporaryFolder folder;
  write_codec(folder / "codec", config, tensors, "", models::DataType::kF16);
  const auto codec = open_codec(folder / "codec");
  const auto decoded = decode_all(*codec, encode_all(*codec, signal), 3);
  ASSERT_EQ(decoded.size(), signal.size());
  const double near = audio::mel_distance(signal, decoded, 8000);
  EXPECT_LT(near, 0.5 * audio::mel_distance(signal, varied_signal(signal.size(), 99), 8000));
  // Output sample n is input sample n: the envelopes match best where they are, to a quarter hop.
  const auto wanted = envelope(signal);
  const auto found = envelope(decoded);
  std::vector<double> match;
  for (std::size_t lag = 0; lag <= 20; ++lag) {
    match.push_back(std::inner_product(wanted.begin() + 10, wanted.end() - 10, found.begin() + static_cast<std::ptrdiff_t>(lag), 0.0));
  }
  EXPECT_NEAR(static_cast<double>(std::max_element(match.begin(), match.end()) - match.begin()), 10.0, 1.0);
}

}  // namespace
}  // namespace melisma::codec
