#include "codec/sound_coding.h"

#include <algorithm>
#include <memory>

#include <gtest/gtest.h>

#include "audio/error.h"
#include "audio/sound_file.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_codec.h"

namespace melisma::codec {
namespace {

class SoundCoding : public ::testing::Test {
 protected:
  SoundCoding() {
    testing::write_tiny_codec(folder_ / "codec.safetensors");
    codec_ = open_codec(folder_ / "codec.safetensors");
  }
  std::filesystem::path write(std::span<const float> interleaved, int rate, int channels) {
    audio::write_sound_file(folder_ / "in.wav",
                            interleaved,
                            {.format = audio::AudioFormat::kWav,
                             .sample_rate = audio::SampleRate(rate),
                             .channels = channels,
                             .bit_depth = audio::BitDepth::kFloat32});
    return folder_ / "in.wav";
  }
  EncodedSound encode(const std::filesystem::path& path) {
    audio::SoundFileReader reader(path);
    return encode_sound(reader, *codec_, stop_);
  }
  std::vector<float> decode(const TokenFile& tokens, int codebooks) {
    std::vector<float> all;
    const auto sound = decode_sound(
        tokens,
        *codec_,
        codebooks,
        [&](std::span<const float> samples) {
          all.insert(all.end(), samples.begin(), samples.end());
          return true;
        },
        stop_);
    EXPECT_EQ(sound.samples, static_cast<std::int64_t>(all.size()));
    return all;
  }

  testing::TemporaryFolder folder_;
  std::unique_ptr<Codec> codec_;
  std::atomic<bool> stop_{false};
};

TEST_F(SoundCoding, StreamsTheCodesOfTheWholeSignal) {
  const auto signal = testing::varied_signal(70001, 3);  // several blocks and a part of a frame
  const EncodedSound sound = encode(write(signal, 8000, 1));
  EXPECT_EQ(sound.samples, 70001);
  EXPECT_EQ(sound.codes, encode_all(*codec_, signal));
  EXPECT_FALSE(sound.interrupted);
}

TEST_F(SoundCoding, ChannelsAreMixedAndRatesChanged) {
  const auto signal = testing::varied_signal(16000, 3);
  std::vector<float> stereo;
  for (const float sample : signal) {
    stereo.push_back(1.5F * sample);
    stereo.push_back(0.5F * sample);
  }
  EXPECT_EQ(encode(write(stereo, 8000, 2)).codes, encode_all(*codec_, signal));
  EXPECT_EQ(encode(write(signal, 16000, 1)).samples, 8000);
}

TEST_F(SoundCoding, DecodesExactlyTheLength) {
  const auto signal = testing::varied_signal(5001, 4);
  const auto codes = encode_all(*codec_, signal);
  const auto tokens = make_token_file(*codec_, codes, 3, 5001);
  auto expected = decode_all(*codec_, codes, 3);
  expected.resize(5001);
  EXPECT_EQ(decode(tokens, 3), expected);
}

TEST_F(SoundCoding, FewerCodebooksDecodeLikeAFileThatHasNoMore) {
  const auto codes = encode_all(*codec_, testing::varied_signal(5001, 4));
  const auto two = decode(make_token_file(*codec_, codes, 2, 5001), 2);
  EXPECT_EQ(decode(make_token_file(*codec_, codes, 3, 5001), 2), two);
  EXPECT_NE(decode(make_token_file(*codec_, codes, 3, 5001), 3), two);
  EXPECT_THROW(decode(make_token_file(*codec_, codes, 2, 5001), 3), ConfigError);
  EXPECT_THROW(decode(make_token_file(*codec_, codes, 2, 5001), 0), ConfigError);
}

TEST_F(SoundCoding, NothingIsNothing) {
  EXPECT_EQ(encode(write({}, 8000, 1)).samples, 0);
  EXPECT_TRUE(decode(make_token_file(*codec_, {}, 3, 0), 3).empty());
}

TEST_F(SoundCoding, StopKeepsWhatWasReadSoFar) {
  const auto signal = testing::varied_signal(70001, 3);
  stop_ = true;
  const EncodedSound sound = encode(write(signal, 8000, 1));
  EXPECT_TRUE(sound.interrupted);
  EXPECT_GT(sound.samples, 0);
  EXPECT_LT(sound.samples, 70001);
  make_token_file(*codec_, sound.codes, 3, sound.samples);  // throws if they did not fit
}

TEST_F(SoundCoding, ASinkThatWantsNoMoreEndsTheWork) {
  const auto codes = encode_all(*codec_, testing::varied_signal(8000, 4));
  int calls = 0;
  const auto sound = decode_sound(
      make_token_file(*codec_, codes, 3, 8000),
      *codec_,
      3,
      [&](std::span<const float>) { return ++calls < 3; },
      stop_);
  EXPECT_TRUE(sound.sink_closed);
  EXPECT_EQ(calls, 3);
  EXPECT_LT(sound.samples, 8000);
}

}  // namespace
}  // namespace melisma::codec
