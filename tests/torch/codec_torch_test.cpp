#include <cmath>
#include <fstream>
#include <numeric>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "audio/sound_file_writer.h"
#include "codec/codec.h"
#include "codec/corpus_codes.h"
#include "codec/spectral_codec.h"
#include "codec/torch_training.h"
#include "models/run_time_module.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_codec.h"

namespace melisma::codec {
namespace {

using melisma::testing::varied_signal;

constexpr int kRate = 8000;  // of the tiny codec
constexpr std::int64_t kSteps = 150;

CodecTorch& torch_codec() {
  return models::torch_interface<CodecTorch>(kCodecTorchSymbol);
}

TEST(CodecTorch, CodesEqualTheNativeEncoders) {
  const melisma::testing::TemporaryFolder folder;
  const auto path = folder / "codec.safetensors";
  melisma::testing::write_tiny_codec(path);
  const auto codec = open_codec(path);
  const auto signal = varied_signal(kRate * 4, 21);
  const auto features = features_of(signal, melisma::testing::tiny_codec_config().analysis);
  EXPECT_EQ(torch_codec().encode(path, features), encode_all(*codec, signal));
}

TEST(CodecTorch, MagnitudesEqualTheNativeDecoders) {
  const melisma::testing::TemporaryFolder folder;
  const auto path = folder / "codec.safetensors";
  melisma::testing::write_tiny_codec(path);
  const models::SafetensorsFile file(path);
  const SpectralCodec codec(file);
  const auto codes = encode_all(codec, varied_signal(kRate * 2, 22));
  const int books = codec.info().codebooks;
  const auto reference = torch_codec().decode(path, codes, books);

  MagnitudeDecoder decoder(codec.weights());
  const auto width = static_cast<std::size_t>(codec.weights().config.decoder_outputs());
  std::vector<float> native(width);
  double largest = 0;
  for (std::size_t t = 0; t * static_cast<std::size_t>(books) < codes.size(); ++t) {
    decoder.steps(std::span(codes).subspan(t * static_cast<std::size_t>(books),
                                          static_cast<std::size_t>(books)),
                 native);
    for (std::size_t i = 0; i < width; ++i) {
      largest =
          std::max(largest, std::abs(static_cast<double>(native[i]) - reference[t * width + i]));
    }
  }
  EXPECT_LT(largest, 1e-4);
}

std::vector<double> logged_losses(const std::filesystem::path& path) {
  std::ifstream log(path);
  std::vector<double> losses;
  for (std::string line; std::getline(log, line);) {
    const auto json = nlohmann::json::parse(line);
    if (json.contains("loss")) {
      losses.push_back(json["loss"]);
    }
  }
  return losses;
}

double mean(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

class CodecTorchTraining : public ::testing::Test {
 protected:
  CodecTraining training(double decoder_minutes) {
    CodecTraining training;
    training.config = melisma::testing::tiny_codec_config();
    training.options.run = folder_ / "run";
    training.options.steps = kSteps;
    training.options.learning_rate = 1e-3;
    training.options.mixed_precision = false;
    training.options.average_keep = 0.9;
    training.decoder_minutes = decoder_minutes;
    training.crop_frames = 48;
    training.batch = 4;
    for (unsigned clip = 0; clip < 8; ++clip) {
      const auto path = folder_ / ("clip" + std::to_string(clip) + ".wav");
      audio::SoundFileSpec spec;
      spec.sample_rate = audio::SampleRate(kRate);
      audio::write_sound_file(path, varied_signal(kRate * 2, 40 + clip), spec);
      (clip < 6 ? training.clips : training.held_out_clips).push_back(path);
    }
    return training;
  }

  melisma::testing::TemporaryFolder folder_;
};

TEST_F(CodecTorchTraining, ABetterDecoderKeepsTheCodesAndLowersTheLoss) {
  torch_codec().train(training(0));
  const auto path = folder_ / "run" / "codec.safetensors";
  const std::string frozen_hash = open_codec(path)->info().hash;
  const auto frozen_codes = encode_all(*open_codec(path), varied_signal(kRate, 60));

  torch_codec().train(training(1));
  EXPECT_EQ(open_codec(path)->info().hash, frozen_hash);
  EXPECT_EQ(encode_all(*open_codec(path), varied_signal(kRate, 60)), frozen_codes);

  const auto losses = logged_losses(folder_ / "run" / "decoder" / "log.jsonl");
  ASSERT_EQ(losses.size(), static_cast<std::size_t>(kSteps));
  EXPECT_LT(mean(std::span(losses).last(20)), 0.97 * mean(std::span(losses).first(5)));
}

}  // namespace
}  // namespace melisma::codec
