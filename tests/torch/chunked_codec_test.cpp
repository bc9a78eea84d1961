#include "codec/chunked_codec.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "audio/error.h"
#include "codec/encodec/encodec_codec.h"
#include "models/checkpoint/safetensors.h"
#include "models/run_time_module.h"
#include "tests/support/golden_data.h"
#include "tests/support/temporary_folder.h"

namespace melisma::codec {
namespace {

using models::EncodecConfig;
using models::OwnedTensor;

PublishedCodecTorch& module() {
  return models::torch_interface<PublishedCodecTorch>(kPublishedCodecSymbol);
}

constexpr std::string_view kJson = R"({
    "sampling_rate": 1000, "audio_channels": 2, "num_filters": 4, "hidden_size": 6,
    "codebook_size": 256, "kernel_size": 7, "last_kernel_size": 7, "residual_kernel_size": 3,
    "num_residual_layers": 1, "dilation_growth_rate": 2, "compress": 2, "num_lstm_layers": 2,
    "upsampling_ratios": [2, 2], "target_bandwidths": [2.0, 7.5], "use_causal_conv": false,
    "use_conv_shortcut": false, "trim_right_ratio": 1.0, "pad_mode": "reflect",
    "norm_type": "time_group_norm", "normalize": true, "chunk_length_s": 0.04,
    "overlap": 0.1})";

/// A small EnCodec of the 48 kHz kind: hop 4, chunks of 40 samples, 10 frames, every 36.
EncodecConfig small_config() {
  return models::read_encodec_config(models::ConfigJson(kJson, "config.json"));
}

/// Random weights under the published names.
class RandomEncodec {
 public:
  explicit RandomEncodec(const EncodecConfig& config) {
    int width = config.filters;
    convolution("encoder.layers.0", width, config.channels, config.kernel);
    int layer = 1;
    for (auto ratio = config.ratios.rbegin(); ratio != config.ratios.rend(); ++ratio) {
      residual("encoder.layers." + std::to_string(layer), width);
      convolution("encoder.layers." + std::to_string(layer + 2), 2 * width, width, 2 * *ratio);
      width *= 2;
      layer += 3;
    }
    recurrence("encoder.layers." + std::to_string(layer), config.lstm_layers, width);
    convolution(
        "encoder.layers." + std::to_string(layer + 2), config.width, width, config.last_kernel);
    convolution("decoder.layers.0", width, config.width, config.kernel);
    recurrence("decoder.layers.1", config.lstm_layers, width);
    layer = 2;
    for (const int ratio : config.ratios) {
      const std::string name = "decoder.layers." + std::to_string(layer + 1);
      tensor(name + ".conv.weight", {width, width / 2, 2 * ratio});
      tensor(name + ".conv.bias", {width / 2});
      tensor(name + ".norm.weight", {width / 2});
      tensor(name + ".norm.bias", {width / 2});
      width /= 2;
      residual("decoder.layers." + std::to_string(layer + 2), width);
      layer += 3;
    }
    convolution(
        "decoder.layers." + std::to_string(layer + 1), config.channels, width, config.last_kernel);
    for (int k = 0; k < config.codebooks(); ++k) {
      tensor("quantizer.layers." + std::to_string(k) + ".codebook.embed",
             {config.codebook_size, config.width});
    }
  }
  std::map<std::string, OwnedTensor> tensors;

 private:
  void tensor(const std::string& name, const std::vector<std::int64_t>& shape) {
    std::int64_t count = 1;
    for (const std::int64_t extent : shape) {
      count *= extent;
    }
    std::vector<float> values(static_cast<std::size_t>(count));
    for (float& value : values) {
      value = static_cast<float>(random_() % 2001U) / 1000 - 1;
    }
    tensors[name] = OwnedTensor::from_floats(values, shape);
  }
  void convolution(const std::string& name, int out, int in, int kernel) {
    tensor(name + ".conv.weight", {out, in, kernel});
    tensor(name + ".conv.bias", {out});
    tensor(name + ".norm.weight", {out});
    tensor(name + ".norm.bias", {out});
  }
  void residual(const std::string& name, int width) {
    convolution(name + ".block.1", width / 2, width, 3);
    convolution(name + ".block.3", width, width / 2, 1);
  }
  void recurrence(const std::string& name, int layers, int width) {
    for (int layer = 0; layer < layers; ++layer) {
      const std::string end = "_l" + std::to_string(layer);
      tensor(name + ".lstm.weight_ih" + end, {4 * width, width});
      tensor(name + ".lstm.weight_hh" + end, {4 * width, width});
      tensor(name + ".lstm.bias_ih" + end, {4 * width});
      tensor(name + ".lstm.bias_hh" + end, {4 * width});
    }
  }

  std::mt19937 random_{9};
};

class ChunkedCodecTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::unique_ptr<PublishedCodecModel> open() const {
    return module().open(models::tensor_set_of(tensors_, "small"), config_);
  }
  /// Interleaved stereo.
  static std::vector<float> sound(std::size_t count) {
    std::vector<float> samples;
    for (std::size_t i = 0; i < count; ++i) {
      const double t = static_cast<double>(i);
      samples.push_back(static_cast<float>(0.3 * std::sin(0.3 * t)));
      samples.push_back(static_cast<float>(0.2 * std::sin(0.2 * t + 0.01 * t * t)));
    }
    return samples;
  }

  EncodecConfig config_ = small_config();
  std::map<std::string, OwnedTensor> tensors_ = RandomEncodec(config_).tensors;
};

TEST_F(ChunkedCodecTest, ChunksAreScaledCodedAndFadedIntoEachOther) {
  ASSERT_EQ(config_.chunk(), 40);
  ASSERT_EQ(config_.chunk_stride(), 36);
  const ChunkedCodec codec(open(), config_, "hash");
  const auto model = open();
  const auto samples = sound(75);  // three strides begin in it
  const auto codes = encode_all(codec, samples);
  const auto width = static_cast<std::size_t>(codec.info().codebooks);
  const int books = config_.codebooks();
  ASSERT_EQ(codes.size(), 3 * 10 * width);
  auto padded = samples;
  padded.resize(2 * (2 * 36 + 40));
  std::vector<double> sums(padded.size());
  std::vector<double> weights(padded.size());
  for (std::size_t chunk = 0; chunk < 3; ++chunk) {
    double square = 0;
    for (std::size_t i = 0; i < 40; ++i) {
      const std::size_t at = 2 * (36 * chunk + i);
      square += std::pow((padded[at] + padded[at + 1]) / 2, 2) / 40;
    }
    const double scale = std::sqrt(square) + 1e-8;
    std::vector<float> rows(80);
    for (std::size_t i = 0; i < 80; ++i) {
      rows[i % 2 * 40 + i / 2] = static_cast<float>(padded[2 * 36 * chunk + i] / scale);
    }
    const auto wanted = model->encode(rows, books);
    for (std::size_t t = 0; t < 10; ++t) {
      for (std::size_t k = 0; k < static_cast<std::size_t>(books); ++k) {
        ASSERT_EQ(codes[(chunk * 10 + t) * width + 1 + k], wanted[k * 10 + t]);
      }
    }
    const auto decoded = model->decode(wanted, books);
    for (std::size_t i = 0; i < 80; ++i) {
      const double t = static_cast<double>(i / 2 + 1) / 41;
      const double weight = 0.5 - std::abs(t - 0.5);
      sums[2 * 36 * chunk + i] += weight * decoded[i % 2 * 40 + i / 2] * scale;
      weights[2 * 36 * chunk + i] += weight;
    }
  }
  const auto found = decode_all(codec, codes, codec.info().codebooks);
  ASSERT_EQ(found.size(), sums.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    ASSERT_NEAR(found[i], sums[i] / weights[i], 1e-4) << i;
  }
}

TEST_F(ChunkedCodecTest, AFolderOfItIsACodec) {
  const testing::TemporaryFolder folder;
  std::ofstream(folder / "config.json") << R"({"model_type": "encodec",)" << kJson.substr(1);
  models::write_safetensors(folder / "model.safetensors", tensors_, {{"format", "pt"}});
  const auto codec = open_codec(folder.path().string());
  EXPECT_EQ(codec->info().channels, 2);
  EXPECT_EQ(codec->info().codebooks, config_.codebooks() + 1);
  const auto samples = sound(75);
  EXPECT_EQ(encode_all(*codec, samples),
            encode_all(ChunkedCodec(open(), config_, "hash"), samples));
}

TEST_F(ChunkedCodecTest, CodesDoNotDependOnTheSplit) {
  const ChunkedCodec codec(open(), config_, "hash");
  const auto samples = sound(400);
  const auto wanted = encode_all(codec, samples);
  for (const std::size_t split : {1, 7, 100}) {
    const auto encoder = codec.make_encoder();
    std::vector<std::int32_t> codes;
    for (std::size_t at = 0; at < samples.size(); at += 2 * split) {
      encoder->push(std::span(samples).subspan(at, std::min(2 * split, samples.size() - at)),
                    codes);
    }
    encoder->finish(codes);
    EXPECT_EQ(codes, wanted);
  }
}

TEST_F(ChunkedCodecTest, NormsUndoWhatConvolutionsScale) {
  const std::vector<std::int32_t> codes{1, 2, 3, 40, 50, 60, 70, 80, 90, 200};
  const auto wanted = open()->decode(codes, 1);
  const models::TensorSet all = models::tensor_set_of(tensors_, "small");
  auto scaled = tensors_;
  for (const char* name : {"decoder.layers.0.conv.weight", "decoder.layers.0.conv.bias"}) {
    const auto& view = all.tensors.at(name);
    auto values = view.to_floats();
    for (float& value : values) {
      value *= 4;
    }
    scaled[name] = OwnedTensor::from_floats(values, view.shape);
  }
  const auto found =
      module().open(models::tensor_set_of(scaled, "scaled"), config_)->decode(codes, 1);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    ASSERT_NEAR(found[i], wanted[i], 1e-3) << i;
  }
  EXPECT_GT(*std::max_element(wanted.begin(), wanted.end()), 0.1);
}

TEST_F(ChunkedCodecTest, WhatDoesNotFitIsRefused) {
  const ChunkedCodec codec(open(), config_, "hash");
  const auto codes = encode_all(codec, sound(40));
  const auto width = static_cast<std::size_t>(codec.info().codebooks);
  EXPECT_THROW(decode_all(codec, std::span(codes).first(3 * width), codec.info().codebooks),
               InputError);
  EXPECT_THROW(decode_all(codec, std::vector<std::int32_t>(10), 1), InputError);
  EXPECT_THROW(EncodecCodec(models::tensor_set_of(tensors_, "small"),
                            config_,
                            1,
                            models::WeightType::kF32,
                            EncodecParts::kBoth),
               CheckpointError);
  tensors_.erase("encoder.layers.0.norm.bias");
  EXPECT_THROW(open(), CheckpointError);
}

/// Of the reference, where $MELISMA_GOLDENS has it.
TEST(ChunkedCodecGolden, CodesAndSoundAreTheReferences) {
  const std::string folder = testing::golden("encodec_48khz");
  if (!std::filesystem::exists(folder)) {
    GTEST_SKIP() << "no " << folder << ": the reference numerics that are here have no such codec";
  }
  const models::SafetensorsFile io(folder + "/io.safetensors");
  const auto config = models::read_encodec_config(models::ConfigJson(folder + "/config.json"));
  const ChunkedCodec codec(
      module().open(models::SafetensorsFile(folder + "/model.safetensors").tensor_set(), config),
      config,
      "hash");
  const auto& input = io.tensor("input_values");  // [1, 2, N]
  const auto rows = input.to_floats();
  const auto length = static_cast<std::size_t>(input.shape[2]);
  const auto channels = static_cast<std::size_t>(config.channels);
  std::vector<float> samples;
  for (std::size_t i = 0; i < length * channels; ++i) {
    samples.push_back(rows[i % channels * length + i / channels]);
  }
  const auto codes = encode_all(codec, samples);
  const auto width = static_cast<std::size_t>(codec.info().codebooks);
  for (const auto& [name, view] : io.tensors()) {
    if (!name.starts_with("audio_codes_bw")) {
      continue;
    }
    const auto wanted = view.to_ints();  // [chunks, B, K, T]
    const auto books = static_cast<std::size_t>(view.shape[2]);
    const auto frames = static_cast<std::size_t>(view.shape[3]);
    ASSERT_EQ(view.shape[1], 1);
    ASSERT_EQ(codes.size() / width, frames * static_cast<std::size_t>(view.shape[0]));
    std::vector<std::int32_t> kept;
    for (std::size_t t = 0; t < codes.size() / width; ++t) {
      kept.insert(kept.end(),
                  codes.begin() + static_cast<long>(t * width),
                  codes.begin() + static_cast<long>(t * width + 1 + books));
      for (std::size_t k = 0; k < books; ++k) {
        ASSERT_EQ(codes[t * width + 1 + k], wanted[(t / frames * books + k) * frames + t % frames])
            << name;
      }
    }
    const auto sound = io.tensor("audio_values" + name.substr(11)).to_floats();
    const auto found = decode_all(codec, kept, static_cast<int>(books) + 1);
    const std::size_t count = sound.size() / channels;
    for (std::size_t i = 0; i < sound.size(); ++i) {
      ASSERT_NEAR(found[i], sound[i % channels * count + i / channels], 1e-4) << name;
    }
  }
}

}  // namespace
}  // namespace melisma::codec
