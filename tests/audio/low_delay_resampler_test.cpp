#include "audio/low_delay_resampler.h"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "audio/error.h"

namespace melisma::audio {
namespace {

std::vector<float> sine(double hz, int rate, std::size_t count) {
  std::vector<float> samples(count);
  for (std::size_t i = 0; i < count; ++i) {
    samples[i] = static_cast<float>(
        0.5 * std::sin(2 * std::numbers::pi * hz * static_cast<double>(i) / rate));
  }
  return samples;
}

TEST(LowDelayResampler, ASineStaysASineAtItsPlace) {
  for (const int rate : {48000, 44100, 24000, 96000}) {
    LowDelayResampler resampler(SampleRate(24000), SampleRate(rate));
    const auto in = sine(1000, 24000, 24000);
    std::vector<float> out;
    for (std::size_t at = 0; at < in.size(); at += 240) {
      resampler.process(std::span(in).subspan(at, 240), out);
    }
    const auto wanted = sine(1000, rate, out.size());
    double worst = 0;
    for (std::size_t i = 500; i < out.size(); ++i) {
      worst =
          std::max(worst, std::abs(static_cast<double>(out[i]) - static_cast<double>(wanted[i])));
    }
    EXPECT_LT(worst, 0.002) << rate;
    // What it holds back.
    EXPECT_GT(static_cast<double>(out.size()), rate * (1 - 0.003)) << rate;
  }
}

TEST(LowDelayResampler, EqualRatesPassThrough) {
  LowDelayResampler resampler(SampleRate(24000), SampleRate(24000));
  const auto in = sine(440, 24000, 1000);
  std::vector<float> out;
  resampler.process(in, out);
  EXPECT_EQ(out, in);
}

TEST(LowDelayResampler, RefusesRatesTooFarApart) {
  EXPECT_THROW(LowDelayResampler(SampleRate(8000), SampleRate(8000 * 300)), ConfigError);
}

}  // namespace
}  // namespace melisma::audio
