#include "codec/windowed_codec.h"

#include <cmath>
#include <cstdint>

#include <gtest/gtest.h>

namespace melisma::codec {
namespace {

/// A frame is two samples; its code is a rounded mean over `kReach` frames to either side, and its
/// samples are such a mean of codes: what is outside the signal counts as zero.
class MeanModel final : public PublishedCodecModel {
 public:
  static constexpr int kReach = 3;

  std::vector<std::int32_t> encode(std::span<const float> samples, int codebooks) const override {
    longest_ = std::max(longest_, samples.size() / 2);
    std::vector<float> frames;
    for (std::size_t i = 0; i + 1 < samples.size(); i += 2) {
      frames.push_back(samples[i] + samples[i + 1]);
    }
    std::vector<std::int32_t> codes;
    for (int book = 0; book < codebooks; ++book) {
      for (const float mean : means(frames)) {
        codes.push_back(static_cast<std::int32_t>(std::lround(100 * mean)) + 1000 * book);
      }
    }
    return codes;
  }
  std::vector<float> decode(std::span<const std::int32_t> codes, int codebooks) const override {
    const std::size_t count = codes.size() / static_cast<std::size_t>(codebooks);
    std::vector<float> sums(count);
    for (std::size_t i = 0; i < codes.size(); ++i) {
      sums[i % count] += static_cast<float>(codes[i]);
    }
    std::vector<float> samples;
    for (const float mean : means(sums)) {
      samples.insert(samples.end(), {mean, -mean});
    }
    samples.pop_back();  // as odd strides do
    return samples;
  }
  /// Frames that were computed at once, at most.
  [[nodiscard]] std::size_t longest() const { return longest_; }

 private:
  static std::vector<float> means(const std::vector<float>& values) {
    std::vector<float> result(values.size());
    const int count = static_cast<int>(values.size());
    for (int t = 0; t < count; ++t) {
      for (int u = std::max(0, t - kReach); u <= std::min(count - 1, t + kReach); ++u) {
        result[static_cast<std::size_t>(t)] += values[static_cast<std::size_t>(u)];
      }
    }
    return result;
  }

  mutable std::size_t longest_ = 0;
};

class WindowedCodecSplit : public ::testing::TestWithParam<std::size_t> {
 protected:
  WindowedCodecSplit() {
    auto model = std::make_unique<MeanModel>();
    model_ = model.get();
    CodecInfo info;
    info.hop_length = 2;
    info.codebooks = 2;
    codec_ = std::make_unique<WindowedCodec>(
        std::move(model), info, WindowedCodec::Window{5, MeanModel::kReach});
    for (int i = 0; i < 2 * 101 - 1; ++i) {
      samples_.push_back(static_cast<float>(i * i % 17));
    }
  }

  const MeanModel* model_;
  std::unique_ptr<WindowedCodec> codec_;
  std::vector<float> samples_;
};

TEST_P(WindowedCodecSplit, StreamsAreTheWholeSignal) {
  const std::size_t split = GetParam();
  auto padded = samples_;
  padded.push_back(0);
  const MeanModel whole;
  const auto rows = whole.encode(padded, 2);
  std::vector<std::int32_t> codes;
  const auto encoder = codec_->make_encoder();
  for (int round = 0; round < 2; ++round) {  // finish() begins anew
    codes.clear();
    for (std::size_t at = 0; at < samples_.size(); at += split) {
      encoder->push(std::span(samples_).subspan(at, std::min(split, samples_.size() - at)), codes);
    }
    encoder->finish(codes);
    ASSERT_EQ(codes.size(), rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      ASSERT_EQ(codes[i % 101 * 2 + i / 101], rows[i]) << i;
    }
  }
  EXPECT_LE(model_->longest(), 5U + 2 * MeanModel::kReach);
  auto wanted = whole.decode(rows, 2);
  wanted.push_back(0);
  EXPECT_EQ(decode_all(*codec_, codes, 2), wanted);
}

INSTANTIATE_TEST_SUITE_P(Splits, WindowedCodecSplit, ::testing::Values(1, 7, 64, 1000));

TEST(WindowedCodec, NothingIsNothing) {
  CodecInfo info;
  info.hop_length = 2;
  const WindowedCodec codec(std::make_unique<MeanModel>(), info, {});
  EXPECT_TRUE(encode_all(codec, {}).empty());
  EXPECT_TRUE(decode_all(codec, {}, 1).empty());
}

}  // namespace
}  // namespace melisma::codec
