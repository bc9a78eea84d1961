#include "codec/phase_reconstruction.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "audio/error.h"
#include "audio/metrics/spectral_distance.h"
#include "audio/stft.h"
#include "tests/support/allocation_guard.h"
#include "tests/support/signals.h"

namespace melisma::codec {
namespace {

constexpr int kRate = 24000;
constexpr audio::StftConfig kStft{.window = 960, .hop = 240};

void append(std::vector<float>& out, std::span<const float> samples) {
  out.insert(out.end(), samples.begin(), samples.end());
}

std::vector<float> reconstruct(StreamingPhaseReconstruction& phases,
                               const audio::FrameMatrix& magnitudes,
                               std::size_t sub_frames) {
  std::vector<float> out;
  for (std::size_t j = 0; j < sub_frames; ++j) {
    append(out, phases.push(magnitudes.row(j)));
  }
  append(out, phases.finish());
  return out;
}

std::vector<float> with_random_phases(const std::vector<float>& signal) {
  auto spectrum = audio::stft(signal, kStft);
  std::mt19937 random(3);
  std::uniform_real_distribution<float> angle(0.0F, 2.0F * std::numbers::pi_v<float>);
  for (auto& bin : spectrum.values()) {
    bin = std::polar(std::abs(bin), angle(random));
  }
  return audio::inverse_stft(spectrum, kStft, signal.size());
}

TEST(PhaseReconstruction, IsNearTransparentOnTrueMagnitudes) {
  const auto signal = test_support::chord_with_burst(48000);
  StreamingPhaseReconstruction phases;
  const auto out = reconstruct(phases, audio::stft_magnitudes(signal, kStft), 200);
  ASSERT_EQ(out.size(), signal.size());
  const double distance = audio::mel_distance(signal, out, kRate);
  const double baseline = audio::mel_distance(signal, with_random_phases(signal), kRate);
  RecordProperty("mel", std::to_string(distance));
  EXPECT_LT(distance, 0.06);
  EXPECT_LT(distance, baseline / 4.0) << "random phases: " << baseline;
}

TEST(PhaseReconstruction, KeepsTheLevelAtBothEnds) {
  const auto signal = test_support::sine(440.0, 24000);
  StreamingPhaseReconstruction phases;
  const auto out = reconstruct(phases, audio::stft_magnitudes(signal, kStft), 100);
  const auto rms = [](std::span<const float> x) {
    double sum = 0.0;
    for (const float v : x) {
      sum += static_cast<double>(v) * v;
    }
    return std::sqrt(sum / static_cast<double>(x.size()));
  };
  const double whole = 0.5 / std::numbers::sqrt2;
  EXPECT_NEAR(rms(std::span(out).subspan(4800, 14400)), whole, 0.01);
  EXPECT_NEAR(rms(std::span(out).last(240)), whole, 0.15);
}

TEST(PhaseReconstruction, GivesOneHopASubFrameAfterItsDelay) {
  const audio::FrameMatrix magnitudes(10, 481);
  for (const int look_ahead : {-1, 0, 1, 2, 3}) {
    // Handing a hop on early is as if one less were waited for.
    StreamingPhaseReconstruction phases(
        {.look_ahead = std::max(look_ahead, 0), .early_hops = look_ahead < 0 ? 1 : 0});
    const auto delay = static_cast<std::size_t>(look_ahead + 1);
    std::size_t total = 0;
    for (std::size_t j = 0; j < 10; ++j) {
      total += phases.push(magnitudes.row(j)).size();
      // Samples below h (j - 1 - look_ahead) are final.
      EXPECT_EQ(total, j < delay ? 0U : 240U * (j - delay)) << "sub-frame " << j;
    }
    EXPECT_EQ(total + phases.finish().size(), 2400U);
  }
}

TEST(PhaseReconstruction, HandingHopsOnEarlyHardlyChangesTheSound) {
  const auto signal = test_support::chord_with_burst(48000);
  const auto magnitudes = audio::stft_magnitudes(signal, kStft);
  StreamingPhaseReconstruction waiting({.look_ahead = 0, .sweeps = 8});
  StreamingPhaseReconstruction early({.look_ahead = 0, .sweeps = 8, .early_hops = 1});
  const auto waited = reconstruct(waiting, magnitudes, 200);
  const auto out = reconstruct(early, magnitudes, 200);
  ASSERT_EQ(out.size(), waited.size());
  EXPECT_LT(audio::mel_distance(signal, out, kRate),
            1.2 * audio::mel_distance(signal, waited, kRate));
  // Where hops meet there is no step: no second difference stands out.
  double largest = 0;
  double largest_before = 0;
  for (std::size_t i = 2; i < out.size(); ++i) {
    const auto bend = [&](const std::vector<float>& x) {
      return std::abs(static_cast<double>(x[i] - 2 * x[i - 1] + x[i - 2]));
    };
    largest = std::max(largest, bend(out));
    largest_before = std::max(largest_before, bend(waited));
  }
  EXPECT_LT(largest, 1.5 * largest_before);
}

TEST(PhaseReconstruction, ShortStreamsHaveTheirLengthToo) {
  const auto magnitudes = audio::stft_magnitudes(test_support::noise(960, 1), kStft);
  StreamingPhaseReconstruction phases;
  EXPECT_TRUE(phases.finish().empty());
  for (std::size_t j = 1; j <= 5; ++j) {
    const auto out = reconstruct(phases, magnitudes, j);
    EXPECT_EQ(out.size(), 240U * j);
    EXPECT_TRUE(std::all_of(out.begin(), out.end(), [](float x) { return std::isfinite(x); }));
  }
}

TEST(PhaseReconstruction, FinalSamplesDoNotDependOnWhatFollows) {
  const auto signal = test_support::chord_with_burst(12000);
  const auto magnitudes = audio::stft_magnitudes(signal, kStft);
  StreamingPhaseReconstruction one;
  StreamingPhaseReconstruction other;
  std::vector<float> streamed;
  std::vector<float> prefix;
  for (std::size_t j = 0; j < 40; ++j) {
    append(streamed, one.push(magnitudes.row(j)));
    if (j < 20) {
      append(prefix, other.push(magnitudes.row(j)));
    }
  }
  ASSERT_FALSE(prefix.empty());
  EXPECT_TRUE(std::equal(prefix.begin(), prefix.end(), streamed.begin()));
}

TEST(PhaseReconstruction, ResetAndFinishBothStartAfresh) {
  const auto signal = test_support::chord_with_burst(7200);
  const auto magnitudes = audio::stft_magnitudes(signal, kStft);
  StreamingPhaseReconstruction phases;
  const auto first = reconstruct(phases, magnitudes, 30);
  EXPECT_EQ(reconstruct(phases, magnitudes, 30), first);
  phases.push(magnitudes.row(12));
  phases.reset();
  EXPECT_EQ(reconstruct(phases, magnitudes, 30), first);
}

TEST(PhaseReconstruction, SilenceStaysSilent) {
  const audio::FrameMatrix magnitudes(50, 481);
  StreamingPhaseReconstruction phases;
  const auto out = reconstruct(phases, magnitudes, 50);
  EXPECT_EQ(out, std::vector<float>(50 * 240, 0.0F));
}

TEST(PhaseReconstruction, HostileMagnitudesGiveFiniteSamples) {
  StreamingPhaseReconstruction phases;
  std::vector<float> bad(481, std::numeric_limits<float>::quiet_NaN());
  bad[3] = std::numeric_limits<float>::infinity();
  bad[4] = -1.0F;
  bad[5] = std::numeric_limits<float>::denorm_min();
  std::vector<float> out;
  for (int j = 0; j < 10; ++j) {
    append(out, phases.push(bad));
  }
  append(out, phases.finish());
  EXPECT_TRUE(std::all_of(out.begin(), out.end(), [](float x) { return std::isfinite(x); }));
}

TEST(PhaseReconstruction, MoreLookAheadIsNoWorse) {
  const auto signal = test_support::chord_with_burst(24000);
  const auto magnitudes = audio::stft_magnitudes(signal, kStft);
  StreamingPhaseReconstruction none({.look_ahead = 0});
  StreamingPhaseReconstruction two({.look_ahead = 2, .sweeps = 6});
  const auto without = reconstruct(none, magnitudes, 100);
  const auto with = reconstruct(two, magnitudes, 100);
  ASSERT_EQ(without.size(), with.size());
  EXPECT_LT(audio::mel_distance(signal, with, kRate), audio::mel_distance(signal, without, kRate));
}

TEST(PhaseReconstruction, DoesNotAllocateAfterConstruction) {
  const auto magnitudes = audio::stft_magnitudes(test_support::noise(4800, 2), kStft);
  StreamingPhaseReconstruction phases;
  const test_support::AllocationGuard guard;
  for (std::size_t j = 0; j < 20; ++j) {
    phases.push(magnitudes.row(j));
  }
  phases.finish();
  EXPECT_EQ(guard.count(), 0);
}

TEST(PhaseReconstruction, RefusesSettingsOutOfRange) {
  EXPECT_THROW(StreamingPhaseReconstruction({.look_ahead = 4}), ConfigError);
  EXPECT_THROW(StreamingPhaseReconstruction({.momentum = 1.0F}), ConfigError);
  EXPECT_THROW(StreamingPhaseReconstruction({.hop = 0}), ConfigError);
}

}  // namespace
}  // namespace melisma::codec
