#include "audio/resampler.h"

#include <cmath>

#include <gtest/gtest.h>

#include "audio/error.h"
#include "tests/support/signals.h"
#include "tests/support/snr.h"

namespace melisma::audio {
namespace {

using ::melisma::test_support::noise;
using ::melisma::test_support::sine;
using ::melisma::test_support::snr_db;

struct Rates {
  int from;
  int to;
};

class ResamplerRates : public ::testing::TestWithParam<Rates> {};

TEST_P(ResamplerRates, ASineStaysTheSameSine) {
  const auto [from, to] = GetParam();
  const auto count = static_cast<std::size_t>(from);  // one second
  const auto out = resample_all(sine(997.0, count, from), SampleRate(from), SampleRate(to));
  const auto expected = sine(997.0, static_cast<std::size_t>(to), to);
  ASSERT_EQ(out.size(), expected.size());
  const std::size_t edge = out.size() / 5;  // the ends are filtered against silence
  const auto middle = out.size() - 2 * edge;
  EXPECT_GT(snr_db(std::span(expected).subspan(edge, middle), std::span(out).subspan(edge, middle)),
            100.0);
}

INSTANTIATE_TEST_SUITE_P(Pairs,
                         ResamplerRates,
                         ::testing::Values(Rates{44100, 24000},
                                           Rates{48000, 24000},
                                           Rates{16000, 24000},
                                           Rates{24000, 48000},
                                           Rates{192000, 24000},
                                           Rates{22050, 24000}));

TEST(Resampler, BlockSizesDoNotChangeTheOutput) {
  const auto input = noise(30000, 1);
  const auto whole = resample_all(input, SampleRate(44100), SampleRate(24000));
  for (const std::size_t block : {1UL, 7UL, 480UL, 4097UL}) {
    Resampler resampler(SampleRate(44100), SampleRate(24000));
    std::vector<float> streamed;
    for (std::size_t n = 0; n < input.size(); n += block) {
      resampler.process(std::span(input).subspan(n, std::min(block, input.size() - n)), streamed);
    }
    resampler.finish(streamed);
    EXPECT_EQ(streamed, whole) << "blocks of " << block;
  }
}

TEST(Resampler, LengthIsExact) {
  for (const auto& [from, to] : {Rates{44100, 24000},
                                 Rates{24000, 44100},
                                 Rates{11025, 24000},
                                 Rates{48000, 1000},
                                 Rates{1000, 768000},
                                 Rates{24001, 24000}}) {
    for (const std::size_t samples : {0UL, 1UL, 2UL, 100UL, 12345UL}) {
      const auto out = resample_all(noise(samples, 2), SampleRate(from), SampleRate(to));
      EXPECT_EQ(out.size(),
                static_cast<std::size_t>(std::llround(static_cast<double>(samples) * to / from)))
          << samples << " samples from " << from << " to " << to;
    }
  }
}

TEST(Resampler, EqualRatesPassThrough) {
  const auto input = noise(1000, 3);
  EXPECT_EQ(resample_all(input, SampleRate(24000), SampleRate(24000)), input);
}

TEST(Resampler, ChannelsDoNotMix) {
  const auto left = noise(5000, 4);
  const auto right = noise(5000, 5);
  std::vector<float> both;
  for (std::size_t n = 0; n < left.size(); ++n) {
    both.insert(both.end(), {left[n], right[n]});
  }
  Resampler resampler(SampleRate(32000), SampleRate(24000), 2);
  std::vector<float> out;
  resampler.process(both, out);
  resampler.finish(out);
  const auto expected = resample_all(right, SampleRate(32000), SampleRate(24000));
  ASSERT_EQ(out.size(), 2 * expected.size());
  for (std::size_t n = 0; n < expected.size(); ++n) {
    ASSERT_EQ(out[2 * n + 1], expected[n]);
  }
}

TEST(Resampler, RefusesImpossibleRates) {
  EXPECT_THROW(Resampler(SampleRate(0), SampleRate(24000)), ConfigError);
  EXPECT_THROW(Resampler(SampleRate(24000), SampleRate(2000000)), ConfigError);
  EXPECT_THROW(Resampler(SampleRate(24000), SampleRate(48000), 0), ConfigError);
}

}  // namespace
}  // namespace melisma::audio
