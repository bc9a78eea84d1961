#include "codec/encodec/encodec_encoder.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "audio/error.h"
#include "codec/encodec/encodec_codec.h"
#include "models/checkpoint/safetensors.h"
#include "models/published/checkpoint_folder.h"
#include "tests/support/golden_data.h"

namespace melisma::codec {
namespace {

class EncodecEncoderGolden : public ::testing::TestWithParam<const char*> {
 protected:
  [[nodiscard]] EncodecCodec open() const {
    return {models::open_published_tensors(folder_),
            config_,
            1,
            models::WeightType::kF32,
            EncodecParts::kBoth};
  }
  /// Codes [K, T] of a clip of the reference, as frames.
  [[nodiscard]] std::vector<std::int32_t> wanted(const std::string& name, std::size_t clip) const {
    const auto& view = io_.tensor(name);  // [1, B, K, T]
    const auto codes = view.to_ints();
    const auto books = static_cast<std::size_t>(view.shape[2]);
    const auto frames = static_cast<std::size_t>(view.shape[3]);
    std::vector<std::int32_t> result;
    for (std::size_t t = 0; t < frames; ++t) {
      for (std::size_t k = 0; k < books; ++k) {
        result.push_back(codes[(clip * books + k) * frames + t]);
      }
    }
    return result;
  }
  [[nodiscard]] std::string widest() const {
    std::string name = std::to_string(config_.bandwidths.back());
    name.erase(name.find_last_not_of('0') + 1);
    return "audio_codes_bw" + (name.back() == '.' ? name.substr(0, name.size() - 1) : name);
  }

  std::string folder_ = testing::golden(GetParam());
  models::SafetensorsFile io_{folder_ + "/io.safetensors"};
  models::EncodecConfig config_ =
      models::read_encodec_config(models::ConfigJson(folder_ + "/config.json"));
};

std::vector<std::int32_t> encode(const Codec& codec,
                                 std::span<const float> samples,
                                 std::size_t block) {
  const auto encoder = codec.make_encoder();
  std::vector<std::int32_t> codes;
  for (std::size_t at = 0; at < samples.size(); at += block) {
    encoder->push(samples.subspan(at, std::min(block, samples.size() - at)), codes);
  }
  encoder->finish(codes);
  return codes;
}

TEST_P(EncodecEncoderGolden, CodesAreTheReferencesForAnySplit) {
  const EncodecCodec codec = open();
  const auto input = io_.tensor("input_values").to_floats();
  const auto clips = static_cast<std::size_t>(io_.tensor("input_values").shape[0]);
  for (std::size_t clip = 0; clip < clips; ++clip) {
    const auto samples =
        std::span<const float>(input).subspan(clip * input.size() / clips, input.size() / clips);
    const auto reference = wanted(widest(), clip);
    EXPECT_EQ(encode(codec, samples, samples.size()), reference);
    EXPECT_EQ(encode(codec, samples, 1000), reference);
    EXPECT_EQ(encode(codec, samples, 7), reference);
  }
}

TEST_P(EncodecEncoderGolden, AClipShorterThanThePadding) {
  const auto samples = io_.tensor("short_input_values").to_floats();
  EXPECT_EQ(encode(open(), samples, 3), wanted("short_audio_codes", 0));
  EXPECT_TRUE(encode(open(), {}, 1).empty());
}

TEST_P(EncodecEncoderGolden, ACoderCanBeUsedAgain) {
  const EncodecCodec codec = open();
  const auto samples = io_.tensor("input_values").to_floats();
  const auto encoder = codec.make_encoder();
  const auto decoder = codec.make_decoder();
  std::vector<std::int32_t> codes[2];
  std::vector<float> sound[2];
  const auto books = static_cast<std::size_t>(codec.info().codebooks);
  for (int i = 0; i < 2; ++i) {
    encoder->push(std::span(samples).first(2000), codes[i]);
    encoder->finish(codes[i]);
    for (std::size_t at = 0; at < codes[i].size(); at += books) {
      decoder->push(std::span(codes[i]).subspan(at, books), sound[i]);
    }
    decoder->finish(sound[i]);
  }
  EXPECT_EQ(codes[0], codes[1]);
  EXPECT_EQ(sound[0], sound[1]);
  EXPECT_EQ(sound[0].size(), codes[0].size() / books * static_cast<std::size_t>(config_.hop()));
}

TEST_P(EncodecEncoderGolden, TwoChannelsAreTwoOfOne) {
  const EncodecCodec mono = open();
  const EncodecCodec stereo(models::open_published_tensors(folder_),
                            config_,
                            2,
                            models::WeightType::kF32,
                            EncodecParts::kBoth);
  const auto input = io_.tensor("input_values").to_floats();
  const auto left = std::span<const float>(input).first(3000);
  const auto right = std::span<const float>(input).subspan(3000, 3000);
  std::vector<float> both;
  for (std::size_t i = 0; i < left.size(); ++i) {
    both.push_back(left[i]);
    both.push_back(right[i]);
  }
  const auto codes = encode(stereo, both, 500);
  const auto of_left = encode(mono, left, 500);
  const auto of_right = encode(mono, right, 500);
  ASSERT_EQ(codes.size(), 2 * of_left.size());
  for (std::size_t i = 0; i < of_left.size(); ++i) {
    EXPECT_EQ(codes[2 * i], of_left[i]);
    EXPECT_EQ(codes[2 * i + 1], of_right[i]);
  }
  const auto sound = decode_all(stereo, codes, stereo.info().codebooks);
  const auto sound_left = decode_all(mono, of_left, mono.info().codebooks);
  const auto sound_right = decode_all(mono, of_right, mono.info().codebooks);
  ASSERT_EQ(sound.size(), 2 * sound_left.size());
  for (std::size_t i = 0; i < sound_left.size(); ++i) {
    ASSERT_EQ(sound[2 * i], sound_left[i]);
    ASSERT_EQ(sound[2 * i + 1], sound_right[i]);
  }
}

INSTANTIATE_TEST_SUITE_P(Published,
                         EncodecEncoderGolden,
                         ::testing::Values("encodec_24khz", "encodec_32khz"),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace melisma::codec
