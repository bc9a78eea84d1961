#include "synth/frame_pipeline.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/fake_codec.h"

namespace melisma::synth {
namespace {

class CountingSource final : public FrameSource {
 public:
  explicit CountingSource(std::int64_t frames) : frames_(frames) {}
  bool next(std::span<std::int32_t> codes) override {
    if (made_ == frames_) {
      return false;
    }
    codes[0] = static_cast<std::int32_t>(made_ % 16);
    codes[1] = 0;
    ++made_;
    return true;
  }
  std::int64_t expected_frames() const override { return frames_; }
  std::int64_t made() const { return made_; }

 private:
  std::int64_t frames_;
  std::int64_t made_ = 0;
};

struct Played {
  PipelineReport report;
  std::vector<float> heard;
};

/// All of `source`, through the fake codec.
Played play(FrameSource& source) {
  const testing_support::FakeCodec codec;
  const std::atomic<bool> stop{false};
  Played played;
  played.report = run_pipeline(
      source,
      codec,
      [&](std::span<const float> samples) {
        played.heard.insert(played.heard.end(), samples.begin(), samples.end());
        return true;
      },
      stop);
  return played;
}

TEST(FramePipeline, HandsOnEveryFrameInOrder) {
  CountingSource source(5);
  const auto [report, heard] = play(source);
  EXPECT_EQ(report.frames, 5);
  ASSERT_EQ(heard.size(), 5U * 480U);
  for (std::size_t frame = 0; frame < 5; ++frame) {
    EXPECT_FLOAT_EQ(heard[frame * 480], static_cast<float>(frame) / 16.0F);
  }
  EXPECT_DOUBLE_EQ(report.audio_seconds, 0.1);
  EXPECT_GE(report.frame_times.max_ms, report.frame_times.median_ms);
}

TEST(FramePipeline, EndsInSilenceAndBelowTheCeiling) {
  CountingSource source(16);  // the last frame stands at 15 / 16
  const auto [report, heard] = play(source);
  EXPECT_EQ(heard.back(), 0.0F);
  EXPECT_GT(heard[heard.size() - 200], 0.8F);
  EXPECT_LE(*std::max_element(heard.begin(), heard.end()), std::pow(10.0F, -1.0F / 20.0F));
  EXPECT_GT(report.limited_db, 0.4);
  EXPECT_LT(report.limited_db, 2.5);
}

TEST(FramePipeline, FinishesWhatWasMadeWhenStopped) {
  const testing_support::FakeCodec codec;
  CountingSource source(1000);
  std::size_t heard = 0;
  std::atomic<bool> stop{false};
  const PipelineReport report = run_pipeline(
      source,
      codec,
      [&](std::span<const float> samples) {
        heard += samples.size();
        stop = true;
        return true;
      },
      stop);
  EXPECT_TRUE(report.interrupted);
  EXPECT_LT(source.made(), 10);
  EXPECT_EQ(heard, static_cast<std::size_t>(source.made()) * 480U);
}

TEST(FramePipeline, StopsWhenTheSinkIsClosed) {
  const testing_support::FakeCodec codec;
  CountingSource source(1000);
  std::atomic<bool> stop{false};
  const PipelineReport report = run_pipeline(
      source, codec, [](std::span<const float>) { return false; }, stop);
  EXPECT_TRUE(report.sink_closed);
  EXPECT_LT(source.made(), 10);
}

}  // namespace
}  // namespace melisma::synth
