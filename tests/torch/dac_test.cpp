#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "audio/error.h"
#include "codec/torch_published.h"
#include "codec/windowed_codec.h"
#include "models/checkpoint/safetensors.h"
#include "models/run_time_module.h"
#include "tests/support/golden_data.h"

namespace melisma::codec {
namespace {

class DacGolden : public ::testing::TestWithParam<const char*> {
 protected:
  [[nodiscard]] std::string at(const std::string& name) const {
    return testing::golden(std::string(GetParam()) + "/" + name);
  }
  [[nodiscard]] std::unique_ptr<PublishedCodecModel> open(const models::TensorSet& tensors) const {
    return models::torch_interface<PublishedCodecTorch>(kPublishedCodecSymbol)
        .open(tensors, config_);
  }
  [[nodiscard]] models::TensorSet tensors() const {
    return models::SafetensorsFile(at("model.safetensors")).tensor_set();
  }
  void expect_sound(const std::vector<float>& found, const std::string& name, std::size_t clip) {
    const auto& view = io_.tensor(name);  // [B, N]
    const auto wanted = view.to_floats();
    const auto length = static_cast<std::size_t>(view.shape[1]);
    ASSERT_GE(found.size(), length);
    for (std::size_t i = 0; i < length; ++i) {
      ASSERT_NEAR(found[i], wanted[clip * length + i], 5e-4) << name << " " << i;
    }
  }

  models::SafetensorsFile io_{at("io.safetensors")};
  models::DacConfig config_ = models::read_dac_config(models::ConfigJson(at("config.json")));
};

TEST_P(DacGolden, CodesAndSoundAreTheReferences) {
  const auto model = open(tensors());
  const auto input = io_.tensor("input_values").to_floats();
  for (const auto& [name, view] : io_.tensors()) {
    if (!name.starts_with("audio_codes")) {
      continue;
    }
    const auto wanted = view.to_ints();
    const auto clips = static_cast<std::size_t>(view.shape[0]);
    const int books = static_cast<int>(view.shape[1]);
    const std::size_t count = wanted.size() / clips;
    const std::size_t length = input.size() / clips;
    for (std::size_t clip = 0; clip < clips; ++clip) {
      const auto codes = model->encode(std::span(input).subspan(clip * length, length), books);
      EXPECT_TRUE(std::equal(codes.begin(),
                             codes.end(),
                             wanted.begin() + static_cast<long>(clip * count),
                             wanted.begin() + static_cast<long>((clip + 1) * count)))
          << name;
      const std::string sound =
          name == "audio_codes" ? "audio_values_from_codes"
                                : "audio_values" + name.substr(std::string("audio_codes").size());
      expect_sound(model->decode(codes, books), sound, clip);
    }
  }
}

TEST_P(DacGolden, RandomCodes) {
  const auto& codes = io_.tensor("random_codes");
  const auto found = open(tensors())->decode(codes.to_ints(), static_cast<int>(codes.shape[1]));
  EXPECT_EQ(found.size(), io_.tensor("random_codes_audio_values").to_floats().size());
  expect_sound(found, "random_codes_audio_values", 0);
}

TEST_P(DacGolden, WeightsMayBeNormalised) {
  // g = |v| leaves every weight as it is.
  models::SafetensorsFile file(at("model.safetensors"));
  std::map<std::string, models::OwnedTensor> changed;
  for (const auto& [name, view] : file.tensors()) {
    const std::size_t end = name.rfind(".weight");
    if (name.find("conv") == std::string::npos || end == std::string::npos) {
      changed[name] = {view.type, view.shape, {view.bytes.begin(), view.bytes.end()}};
      continue;
    }
    const auto values = view.to_floats();
    const auto rows = static_cast<std::size_t>(view.shape[0]);
    std::vector<float> lengths;
    for (std::size_t r = 0; r < rows; ++r) {
      double square = 0;
      for (std::size_t i = 0; i < values.size() / rows; ++i) {
        const double value = values[r * values.size() / rows + i];
        square += value * value;
      }
      lengths.push_back(static_cast<float>(std::sqrt(square)));
    }
    const std::string base = name.substr(0, end);
    changed[base + ".weight_g"] = models::OwnedTensor::from_floats(lengths, {view.shape[0], 1, 1});
    changed[base + ".weight_v"] = models::OwnedTensor::from_floats(values, view.shape);
  }
  const auto& codes = io_.tensor("random_codes");
  const auto found = open(models::tensor_set_of(std::move(changed), "normalised"))
                         ->decode(codes.to_ints(), static_cast<int>(codes.shape[1]));
  expect_sound(found, "random_codes_audio_values", 0);
}

/// Largest difference between samples of random codes decoded in windows and as a whole, and how
/// many of the codes of that sound differ.
struct WindowDifference {
  double samples = 0;
  int codes = 0;
};

TEST_P(DacGolden, InWindowsItIsTheSameButForRounding) {
  const auto whole = open(tensors());
  const auto difference = [&](std::size_t context) {
    CodecInfo info;
    info.hop_length = config_.hop();
    info.codebooks = config_.codebooks;
    const WindowedCodec codec(open(tensors()), info, {8, context});
    std::mt19937 random(2);
    const std::size_t count = 75;
    const auto books = static_cast<std::size_t>(config_.codebooks);
    std::vector<std::int32_t> frames(count * books);
    std::vector<std::int32_t> rows(frames.size());
    for (std::size_t i = 0; i < frames.size(); ++i) {
      frames[i] =
          static_cast<std::int32_t>(random() % static_cast<unsigned>(config_.codebook_size));
      rows[i % books * count + i / books] = frames[i];
    }
    WindowDifference result;
    const auto wanted = whole->decode(rows, config_.codebooks);
    const auto found = decode_all(codec, frames, config_.codebooks);
    EXPECT_EQ(found.size(), count * static_cast<std::size_t>(info.hop_length));
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      result.samples = std::max<double>(result.samples, std::abs(found[i] - wanted[i]));
    }
    const auto codes = encode_all(codec, found);
    const auto whole_codes = whole->encode(found, config_.codebooks);
    for (std::size_t i = 0; i < whole_codes.size(); ++i) {
      result.codes += codes[i % count * books + i / count] != whole_codes[i] ? 1 : 0;
    }
    return result;
  };
  const auto enough = difference(static_cast<std::size_t>(config_.receptive_frames()));
  EXPECT_LT(enough.samples, 3e-5);  // 1.013e-5 measured on an AMD EPYC: processors round their products differently
  EXPECT_EQ(enough.codes, 0);
  const auto less = difference(1);
  EXPECT_GT(less.samples, 1e-4);  // else this test could not fail
}

TEST_P(DacGolden, WhatDoesNotFitIsRefused) {
  const auto model = open(tensors());
  EXPECT_THROW(model->decode(std::vector<std::int32_t>{0, config_.codebook_size}, 1), InputError);
  EXPECT_THROW(model->decode(std::vector<std::int32_t>{0}, 1000), ShapeError);
  EXPECT_THROW(model->encode({}, 1), ShapeError);
  config_.encoder_width *= 2;
  EXPECT_THROW(open(tensors()), CheckpointError);
}

INSTANTIATE_TEST_SUITE_P(Published,
                         DacGolden,
                         ::testing::Values("dac_24khz", "dac_44khz"),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace melisma::codec
