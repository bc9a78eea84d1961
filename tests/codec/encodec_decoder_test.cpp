#include "codec/encodec/encodec_decoder.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "audio/error.h"
#include "models/checkpoint/safetensors.h"
#include "tests/support/golden_data.h"

namespace melisma::codec {
namespace {

class EncodecDecoderGolden : public ::testing::TestWithParam<const char*> {
 protected:
  [[nodiscard]] std::string at(const std::string& name) const {
    return testing::golden(std::string(GetParam()) + "/" + name);
  }
  [[nodiscard]] EncodecDecoder open(models::WeightType type) const {
    const models::SafetensorsFile file(at("model.safetensors"));
    models::TensorReader reader(file);
    EncodecDecoder decoder(reader, config_, type);
    reader.ignore_all("encoder.");
    reader.finish();
    return decoder;
  }
  /// Codes [K, T] of a clip as [T][K].
  static std::vector<std::int32_t> frames_of(std::span<const std::int32_t> codes,
                                             std::size_t books) {
    std::vector<std::int32_t> frames(codes.size());
    const std::size_t count = codes.size() / books;
    for (std::size_t t = 0; t < count; ++t) {
      for (std::size_t k = 0; k < books; ++k) {
        frames[t * books + k] = codes[k * count + t];
      }
    }
    return frames;
  }

  models::SafetensorsFile io_{at("io.safetensors")};
  models::EncodecConfig config_ =
      models::read_encodec_config(models::ConfigJson(at("config.json")));
};

/// Decodes `frames` in blocks of the sizes given, again and again.
std::vector<float> decode(const EncodecDecoder& decoder,
                          const std::vector<std::int32_t>& frames,
                          std::size_t books,
                          const std::vector<std::size_t>& blocks,
                          models::ThreadPool* pool = nullptr) {
  const auto state = decoder.make_state(pool);
  std::vector<float> samples;
  std::size_t at = 0;
  for (std::size_t i = 0; at < frames.size(); ++i) {
    const std::size_t count = std::min(blocks[i % blocks.size()] * books, frames.size() - at);
    decoder.push(*state, std::span(frames).subspan(at, count), static_cast<int>(books), samples);
    at += count;
  }
  decoder.finish(*state, samples);
  return samples;
}

void expect_near(const std::vector<float>& found, std::span<const float> wanted, float tolerance) {
  ASSERT_GE(found.size(), wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    ASSERT_NEAR(found[i], wanted[i], tolerance) << i;
  }
}

TEST_P(EncodecDecoderGolden, SoundIsTheReferencesForAnySplit) {
  const EncodecDecoder decoder = open(models::WeightType::kF32);
  for (const double bandwidth : {config_.bandwidths.front(), config_.bandwidths.back()}) {
    std::string name = std::to_string(bandwidth);
    name.erase(name.find_last_not_of('0') + 1);
    name = "bw" + (name.back() == '.' ? name.substr(0, name.size() - 1) : name);
    const auto& view = io_.tensor("audio_codes_" + name);  // [1, B, K, T]
    const auto codes = view.to_ints();
    const auto sound = io_.tensor("audio_values_" + name).to_floats();
    const auto clips = static_cast<std::size_t>(view.shape[1]);
    const auto books = static_cast<std::size_t>(view.shape[2]);
    for (std::size_t clip = 0; clip < clips; ++clip) {
      const auto frames = frames_of(
          std::span(codes).subspan(clip * codes.size() / clips, codes.size() / clips), books);
      const auto whole = decode(decoder, frames, books, {frames.size()});
      expect_near(whole,
                  std::span(sound).subspan(clip * sound.size() / clips, sound.size() / clips),
                  1e-4F);
      EXPECT_EQ(whole.size(), frames.size() / books * static_cast<std::size_t>(config_.hop()));
      models::ThreadPool pool(3);
      EXPECT_EQ(decode(decoder, frames, books, {1}), whole);
      EXPECT_EQ(decode(decoder, frames, books, {2, 5, 1}, &pool), whole);
    }
  }
}

TEST_P(EncodecDecoderGolden, RandomCodesAndAClipShorterThanThePadding) {
  const EncodecDecoder decoder = open(models::WeightType::kF32);
  for (const std::string name : {"random_codes", "short_audio_codes"}) {
    const auto& view = io_.tensor(name);
    const auto books = static_cast<std::size_t>(view.shape[2]);
    const auto sound =
        io_.tensor(name == "random_codes" ? "random_codes_audio_values" : "short_audio_values");
    expect_near(
        decode(decoder, frames_of(view.to_ints(), books), books, {1}), sound.to_floats(), 1e-4F);
  }
}

TEST_P(EncodecDecoderGolden, HalfPrecisionWeightsStayNear) {
  const auto& view = io_.tensor("random_codes");
  const auto books = static_cast<std::size_t>(view.shape[2]);
  const auto frames = frames_of(view.to_ints(), books);
  const auto wanted = decode(open(models::WeightType::kF32), frames, books, {1});
  float top = 0;
  for (const float value : wanted) {
    top = std::max(top, std::abs(value));
  }
  const auto found = decode(open(models::WeightType::kF16), frames, books, {1});
  expect_near(found, wanted, 0.01F * top);
  EXPECT_NE(found, wanted);
}

TEST_P(EncodecDecoderGolden, CodesOutOfRangeAreRefused) {
  const EncodecDecoder decoder = open(models::WeightType::kF32);
  const auto state = decoder.make_state();
  std::vector<float> samples;
  const std::vector<std::int32_t> codes{0, config_.codebook_size};
  EXPECT_THROW(decoder.push(*state, codes, 1, samples), InputError);
  EXPECT_TRUE(samples.empty());
}

INSTANTIATE_TEST_SUITE_P(Published,
                         EncodecDecoderGolden,
                         ::testing::Values("encodec_24khz", "encodec_32khz"),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace melisma::codec
