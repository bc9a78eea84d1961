#include "audio/loudness_sink.h"

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "audio/error.h"
#include "tests/support/signals.h"

namespace melisma::audio {
namespace {

constexpr int kRate = 24000;

struct Kept {
  std::vector<float> samples;
  bool closed = false;
};

class KeepingSink final : public AudioSink {
 public:
  explicit KeepingSink(Kept& kept) : kept_(kept) {}
  bool write(std::span<const float> interleaved) override {
    kept_.samples.insert(kept_.samples.end(), interleaved.begin(), interleaved.end());
    return true;
  }
  void close() override { kept_.closed = true; }
  [[nodiscard]] std::uint64_t clipped_samples() const override { return 0; }

 private:
  Kept& kept_;
};

Kept levelled(const std::vector<float>& samples, double lufs, int channels = 1) {
  Kept kept;
  LoudnessSink sink(std::make_unique<KeepingSink>(kept), SampleRate(kRate), channels, lufs, -1);
  for (std::size_t at = 0; at < samples.size(); at += 1000) {
    EXPECT_TRUE(sink.write(
        std::span(samples).subspan(at, std::min<std::size_t>(1000, samples.size() - at))));
  }
  EXPECT_TRUE(kept.samples.empty());
  sink.close();
  EXPECT_TRUE(kept.closed);
  EXPECT_EQ(kept.samples.size(), samples.size());
  return kept;
}

/// Loud and soft in turns.
std::vector<float> swelling(std::size_t count) {
  auto samples = test_support::sine(440, count, kRate);
  for (std::size_t i = 0; i < count; ++i) {
    samples[i] *= 0.1F + 0.05F * static_cast<float>(std::sin(1e-3 * static_cast<double>(i)));
  }
  return samples;
}

TEST(LoudnessSink, BringsQuietAndLoudSoundToTheTarget) {
  for (const double gain : {0.02, 1.0, 5.0}) {
    auto samples = swelling(5 * kRate);
    for (float& sample : samples) {
      sample *= static_cast<float>(gain);
    }
    const auto kept = levelled(samples, -20);
    const auto measured = measure_loudness(kept.samples, SampleRate(kRate));
    EXPECT_NEAR(measured.integrated_lufs, -20, 0.1);
    EXPECT_LT(measured.true_peak_db, -0.9);
  }
}

TEST(LoudnessSink, PeaksStayUnderTheCeiling) {
  auto samples = swelling(5 * kRate);
  for (std::size_t i = 0; i < samples.size(); i += kRate / 2) {
    samples[i] = 0.9F;  // clicks far above the rest
  }
  const auto measured = measure_loudness(levelled(samples, -14).samples, SampleRate(kRate));
  EXPECT_LT(measured.true_peak_db, -0.8);
  EXPECT_NEAR(measured.integrated_lufs, -14, 0.5);
}

TEST(LoudnessSink, ChannelsShareTheGain) {
  const auto mono = swelling(4 * kRate);
  std::vector<float> stereo;
  for (const float sample : mono) {
    stereo.insert(stereo.end(), {sample, 0.5F * sample});
  }
  const auto kept = levelled(stereo, -23, 2);
  EXPECT_NEAR(measure_loudness(kept.samples, SampleRate(kRate), 2).integrated_lufs, -23, 0.1);
  for (std::size_t i = 0; i < kept.samples.size(); i += 2) {
    ASSERT_NEAR(kept.samples[i + 1], 0.5F * kept.samples[i], 1e-6);
  }
}

TEST(LoudnessSink, SilenceAndMomentsPassAsTheyAre) {
  const std::vector<float> silence(kRate);
  EXPECT_EQ(levelled(silence, -16).samples, silence);
  const auto moment = swelling(1000);
  EXPECT_EQ(levelled(moment, -16).samples, moment);
  EXPECT_TRUE(levelled({}, -16).samples.empty());
}

TEST(LoudnessSink, TargetsThatAreNoneAreRefused) {
  Kept kept;
  for (const double target : {1.0, -71.0, std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_THROW(
        LoudnessSink(std::make_unique<KeepingSink>(kept), SampleRate(kRate), 1, target, -1),
        ConfigError);
  }
}

}  // namespace
}  // namespace melisma::audio
