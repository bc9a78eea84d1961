#include "codec/spectral_codec.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/error.h"
#include "audio/metrics/spectral_distance.h"
#include "tests/support/allocation_guard.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_codec.h"

namespace melisma::codec {
namespace {

using melisma::testing::tiny_codec_config;
using melisma::testing::tiny_codec_tensors;
using melisma::testing::varied_signal;

constexpr std::size_t kHop = 48;
constexpr std::size_t kBooks = 3;

/// One codec for all tests; reading it is const.
const Codec& tiny_codec() {
  static const auto codec = [] {
    const melisma::testing::TemporaryFolder folder;
    melisma::testing::write_tiny_codec(folder / "codec.safetensors");
    return open_codec(folder / "codec.safetensors");
  }();
  return *codec;
}

std::vector<std::int32_t> encode_in_blocks(std::span<const float> samples, std::size_t block) {
  const auto encoder = tiny_codec().make_encoder();
  std::vector<std::int32_t> codes;
  for (std::size_t at = 0; at < samples.size(); at += block) {
    encoder->push(samples.subspan(at, std::min(block, samples.size() - at)), codes);
  }
  encoder->finish(codes);
  return codes;
}

TEST(SpectralCodec, SaysWhatItIs) {
  const CodecInfo& info = tiny_codec().info();
  EXPECT_EQ(info.id, "tiny");
  EXPECT_EQ(info.sample_rate, 8000);
  EXPECT_EQ(info.hop_length, 48);
  EXPECT_EQ(info.codebooks, 3);
  EXPECT_EQ(info.codebook_size, 32);
  EXPECT_EQ(info.hash.size(), 64U);
}

TEST(SpectralCodec, FramesAndSamplesAreCounted) {
  for (const std::size_t samples : {0U, 1U, 47U, 48U, 49U, 95U, 96U, 97U, 1000U}) {
    const auto codes = encode_all(tiny_codec(), varied_signal(samples, 5));
    EXPECT_EQ(codes.size(), (samples + kHop - 1) / kHop * kBooks) << samples << " samples";
    EXPECT_EQ(decode_all(tiny_codec(), codes, kBooks).size(), codes.size() / kBooks * kHop);
  }
}

TEST(SpectralCodec, BlockSizeDoesNotChangeCodes) {
  const auto signal = varied_signal(48 * 50 + 17, 6);
  const auto whole = encode_all(tiny_codec(), signal);
  for (const std::size_t block : {1U, 7U, 47U, 48U, 49U, 131U, 960U}) {
    EXPECT_EQ(encode_in_blocks(signal, block), whole) << "blocks of " << block;
  }
}

TEST(SpectralCodec, CodesVaryWithTheSound) {
  const auto codes = encode_all(tiny_codec(), varied_signal(48 * 100, 6));
  std::vector<std::int32_t> first;
  for (std::size_t t = 0; t < codes.size(); t += kBooks) {
    first.push_back(codes[t]);
  }
  std::sort(first.begin(), first.end());
  EXPECT_GT(std::unique(first.begin(), first.end()) - first.begin(), 8);
}

TEST(SpectralCodec, EncoderSeesOneFrameAheadAndNoMore) {
  auto signal = varied_signal(48 * 40, 7);
  const auto before = encode_all(tiny_codec(), signal);
  // Frame t sees samples below (t + 2) hop: a change from sample 20 hop on touches frames 19 and
  // later.
  std::fill(signal.begin() + 20 * 48, signal.end(), 0.4F);
  const auto after = encode_all(tiny_codec(), signal);
  const auto same = static_cast<std::size_t>(
      std::mismatch(before.begin(), before.end(), after.begin()).first - before.begin());
  EXPECT_GE(same, 19 * kBooks);
  EXPECT_LT(same, 21 * kBooks);
  EXPECT_EQ(tiny_codec().info().encoder_look_ahead, 1);
}

TEST(SpectralCodec, DecoderIsCausalUpToItsDelay) {
  auto codes = encode_all(tiny_codec(), varied_signal(48 * 40, 8));
  const auto before = decode_all(tiny_codec(), codes, kBooks);
  for (std::size_t i = 20 * kBooks; i < codes.size(); ++i) {
    codes[i] = (codes[i] + 5) % 32;
  }
  const auto after = decode_all(tiny_codec(), codes, kBooks);
  const auto same = static_cast<std::size_t>(
      std::mismatch(before.begin(), before.end(), after.begin()).first - before.begin());
  // The spectrum centred at 20 hop reaches one hop back; with one sub-frame of look-ahead before it
  // the phases may change from 20 hop - 3/2 hop on.
  EXPECT_GE(same, 18 * kHop);
  EXPECT_LT(same, 21 * kHop);
}

TEST(SpectralCodec, FramesDecodeTheSameOneByOneAndReused) {
  const auto codes = encode_all(tiny_codec(), varied_signal(48 * 30, 9));
  const auto whole = decode_all(tiny_codec(), codes, kBooks);
  const auto decoder = tiny_codec().make_decoder();
  std::vector<float> abandoned;
  decoder->push(std::span(codes).first(kBooks), abandoned);
  decoder->reset();
  for (int round = 0; round < 2; ++round) {
    std::vector<float> samples;
    for (std::size_t t = 0; t < codes.size(); t += kBooks) {
      decoder->push(std::span(codes).subspan(t, kBooks), samples);
    }
    decoder->finish(samples);
    EXPECT_EQ(samples, whole) << "round " << round;
  }
}

TEST(SpectralCodec, EncoderCanBeReused) {
  const auto signal = varied_signal(48 * 12 + 5, 10);
  const auto encoder = tiny_codec().make_encoder();
  std::vector<std::int32_t> abandoned;
  encoder->push(std::span(signal).first(300), abandoned);
  encoder->reset();
  for (int round = 0; round < 2; ++round) {
    std::vector<std::int32_t> codes;
    encoder->push(signal, codes);
    encoder->finish(codes);
    EXPECT_EQ(codes, encode_all(tiny_codec(), signal));
  }
}

TEST(SpectralCodec, SamplesThatAreNoNumbersCountAsSilence) {
  auto signal = varied_signal(48 * 20, 12);
  auto silenced = signal;
  for (std::size_t i = 300; i < 400; ++i) {
    signal[i] = i % 2 == 0 ? std::numeric_limits<float>::quiet_NaN()
                           : std::numeric_limits<float>::infinity();
    silenced[i] = 0.0F;
  }
  EXPECT_EQ(encode_all(tiny_codec(), signal), encode_all(tiny_codec(), silenced));
}

TEST(SpectralCodec, FewerCodebooksDecodeButNotAMixture) {
  const auto decoder = tiny_codec().make_decoder();
  std::vector<float> samples;
  decoder->push(std::vector<std::int32_t>{1, 2}, samples);
  EXPECT_THROW(decoder->push(std::vector<std::int32_t>{1, 2, 3}, samples), ShapeError);
  EXPECT_THROW(decoder->push(std::vector<std::int32_t>{1, 32}, samples), ShapeError);
  decoder->push(std::vector<std::int32_t>{3, 4}, samples);
  decoder->finish(samples);
  EXPECT_EQ(samples.size(), 2 * kHop);
  for (const float sample : samples) {
    EXPECT_TRUE(std::isfinite(sample));
  }
}

TEST(SpectralCodec, LiveDecodingHandsSamplesOnSooner) {
  const auto codes = encode_all(tiny_codec(), varied_signal(48 * 20, 13));
  const auto complete = tiny_codec().make_decoder();
  const auto live = tiny_codec().make_decoder(DecoderDelay::kLive);
  std::vector<float> waited;
  std::vector<float> at_once;
  for (std::size_t t = 0; t < codes.size(); t += kBooks) {
    complete->push(std::span(codes).subspan(t, kBooks), waited);
    live->push(std::span(codes).subspan(t, kBooks), at_once);
    EXPECT_GT(at_once.size(), waited.size());
  }
  EXPECT_EQ(at_once.size(), 48U * 20 - 24);
  complete->finish(waited);
  live->finish(at_once);
  ASSERT_EQ(at_once.size(), waited.size());
  EXPECT_LT(audio::mel_distance(waited, at_once, 8000), 0.25);
}

TEST(SpectralCodec, DecodingAllocatesNothingOnceConstructed) {
  const auto codes = encode_all(tiny_codec(), varied_signal(48 * 20, 13));
  const auto decoder = tiny_codec().make_decoder();
  std::vector<float> samples;
  samples.reserve(48 * 20);
  const std::size_t warm = 11 * kBooks;  // frames are taken together: one, two, then four
  for (std::size_t t = 0; t < warm; t += kBooks) {
    decoder->push(std::span(codes).subspan(t, kBooks), samples);
  }
  const test_support::AllocationGuard guard;
  for (std::size_t t = warm; t < codes.size(); t += kBooks) {
    decoder->push(std::span(codes).subspan(t, kBooks), samples);
  }
  EXPECT_EQ(guard.count(), 0);
  EXPECT_GE(samples.size(), 48U * 17);
}

TEST(SpectralCodec, EncodingAllocatesNothingOnceConstructed) {
  const auto signal = varied_signal(48 * 20, 13);
  const auto encoder = tiny_codec().make_encoder();
  std::vector<std::int32_t> codes;
  codes.reserve(20 * kBooks);
  encoder->push(std::span(signal).first(48 * 10), codes);  // takes eight frames together
  const test_support::AllocationGuard guard;
  encoder->push(std::span(signal).subspan(48 * 10), codes);
  EXPECT_EQ(guard.count(), 0);
  EXPECT_EQ(codes.size(), 19 * kBooks);  // the last frame waits for what follows it
}

TEST(SpectralCodec, HashIsTheEncodersAndTheCodebooks) {
  const auto config = tiny_codec_config();
  auto tensors = tiny_codec_tensors();
  const std::string hash = codec_hash(config, tensors);
  const auto changed = [&](const std::string& name) {
    auto copy = tensors;
    copy.at(name).bytes[5] ^= std::byte{1};
    return codec_hash(config, copy);
  };
  EXPECT_EQ(changed("decoder.linear.weight"), hash);
  EXPECT_EQ(changed("decoder.residual.output.bias"), hash);
  EXPECT_NE(changed("encoder.linear.weight"), hash);
  EXPECT_NE(changed("encoder.residual.output.bias"), hash);
  EXPECT_NE(changed("quantizer.codebooks"), hash);
  auto other = config;
  other.decoder.blocks = 5;
  EXPECT_EQ(codec_hash(other, tensors), hash);
  other = config;
  other.analysis.floor = 1e-4F;
  EXPECT_NE(codec_hash(other, tensors), hash);
}

}  // namespace
}  // namespace melisma::codec
