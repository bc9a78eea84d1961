#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "audio/error.h"
#include "codec/torch_published.h"
#include "models/checkpoint/safetensors.h"
#include "models/run_time_module.h"
#include "tests/support/golden_data.h"

namespace melisma::codec {
namespace {

class EncodecGolden : public ::testing::TestWithParam<const char*> {
 protected:
  [[nodiscard]] std::string at(const std::string& name) const {
    return testing::golden(std::string(GetParam()) + "/" + name);
  }
  [[nodiscard]] std::unique_ptr<PublishedCodecModel> open(
      const models::EncodecConfig& config) const {
    return models::torch_interface<PublishedCodecTorch>(kPublishedCodecSymbol)
        .open(models::SafetensorsFile(at("model.safetensors")).tensor_set(), config);
  }

  models::SafetensorsFile io_{at("io.safetensors")};
  models::EncodecConfig config_ =
      models::read_encodec_config(models::ConfigJson(at("config.json")));
  std::unique_ptr<PublishedCodecModel> model_ = open(config_);
};

void expect_near(std::span<const float> found, std::span<const float> wanted) {
  ASSERT_GE(found.size(), wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    ASSERT_NEAR(found[i], wanted[i], 1e-4) << i;
  }
}

/// Shorter in a name than std::to_string: "2", "2.2".
std::string short_text(double value) {
  std::string text = std::to_string(value);
  text.erase(text.find_last_not_of('0') + 1);
  return text.back() == '.' ? text.substr(0, text.size() - 1) : text;
}

TEST_P(EncodecGolden, CodesAndSoundAreTheReferencesAtEveryBandwidth) {
  const auto input = io_.tensor("input_values").to_floats();
  const auto clips = static_cast<std::size_t>(io_.tensor("input_values").shape[0]);
  const std::size_t length = input.size() / clips;
  for (const double bandwidth : config_.bandwidths) {
    const std::string end = "_bw" + short_text(bandwidth);
    const int books = config_.codebooks_of(bandwidth);
    const models::TensorView& codes_view = io_.tensor("audio_codes" + end);  // [1, B, K, T]
    ASSERT_EQ(codes_view.shape[2], books);
    const auto wanted = codes_view.to_ints();
    const auto sound = io_.tensor("audio_values" + end).to_floats();
    const std::size_t count = wanted.size() / clips;
    for (std::size_t clip = 0; clip < clips; ++clip) {
      const auto codes = model_->encode(std::span(input).subspan(clip * length, length), books);
      EXPECT_TRUE(std::equal(codes.begin(),
                             codes.end(),
                             wanted.begin() + static_cast<long>(clip * count),
                             wanted.begin() + static_cast<long>((clip + 1) * count)))
          << end << ", clip " << clip;
      expect_near(model_->decode(codes, books), std::span(sound).subspan(clip * length, length));
    }
  }
}

TEST_P(EncodecGolden, RandomCodesAndAClipShorterThanThePadding) {
  const auto& codes = io_.tensor("random_codes");
  const auto wanted = io_.tensor("random_codes_audio_values").to_floats();
  const auto found = model_->decode(codes.to_ints(), static_cast<int>(codes.shape[2]));
  EXPECT_EQ(found.size(), wanted.size());
  expect_near(found, wanted);
  const auto& short_codes = io_.tensor("short_audio_codes");
  const auto short_input = io_.tensor("short_input_values").to_floats();
  const int books = static_cast<int>(short_codes.shape[2]);
  EXPECT_EQ(model_->encode(short_input, books), short_codes.to_ints());
  expect_near(model_->decode(short_codes.to_ints(), books),
              io_.tensor("short_audio_values").to_floats());
}

TEST_P(EncodecGolden, WhatDoesNotFitIsRefused) {
  const std::vector<std::int32_t> codes{0, config_.codebook_size};
  EXPECT_THROW(model_->decode(codes, 1), InputError);
  EXPECT_THROW(model_->decode(codes, 1000), ShapeError);
  models::EncodecConfig other = config_;
  other.filters *= 2;
  EXPECT_THROW(open(other), CheckpointError);
}

INSTANTIATE_TEST_SUITE_P(Published,
                         EncodecGolden,
                         ::testing::Values("encodec_24khz", "encodec_32khz"),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace melisma::codec
