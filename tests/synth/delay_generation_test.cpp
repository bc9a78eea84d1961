#include "synth/delay_generation.h"

#include <algorithm>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "audio/error.h"
#include "models/checkpoint/safetensors.h"
#include "models/published/checkpoint_folder.h"
#include "models/published/musicgen_config.h"
#include "models/published/musicgen_decoder.h"
#include "models/run_time_module.h"
#include "models/torch_delay_model.h"
#include "models/transformer/delay_language_model.h"
#include "tests/support/golden_data.h"
#include "tests/support/torch_module.h"

namespace melisma::synth {
namespace {

using models::DelayLanguageModel;

/// A reference checkpoint, on one of the two engines.
class DelayGolden : public ::testing::TestWithParam<std::tuple<const char*, bool>> {
 protected:
  void SetUp() override {
    const models::TensorSet tensors = models::musicgen_decoder_tensors(
        models::part_of(models::open_published_tensors(folder_), "decoder."),
        config_.decoder,
        models::WeightType::kF32);
    if (in_libtorch()) {
      if (!test_support::has_torch_module()) {
        GTEST_SKIP() << test_support::kNeedsTorchModule;
      }
      model_ = models::torch_interface<models::TorchDelayModels>(models::kTorchDelayModelsSymbol)
                   .open(tensors, config_.decoder, "cpu");
      return;
    }
    models::TensorReader reader(tensors);
    model_ = std::make_unique<DelayLanguageModel>(reader, config_.decoder);
    reader.finish();
  }

  [[nodiscard]] static bool in_libtorch() { return std::get<1>(GetParam()); }

  [[nodiscard]] bool has_melody() const { return config_.chroma > 0; }
  [[nodiscard]] std::size_t books() const {
    return static_cast<std::size_t>(config_.decoder.codebooks);
  }

  /// What the reference was given for text `index`.
  [[nodiscard]] DelayConditions conditions(std::size_t index, const std::string& states) const {
    const auto width = static_cast<std::size_t>(config_.decoder.main.width);
    const auto& view = io_.tensor(states);  // [B, S, D], or [2 B, S, D] with null rows behind
    const auto values = view.to_floats();
    const std::size_t row = static_cast<std::size_t>(view.shape[1]) * width;
    const auto of = [&](std::size_t b) {
      return std::vector<float>(values.begin() + static_cast<long>(b * row),
                                values.begin() + static_cast<long>((b + 1) * row));
    };
    DelayConditions result;
    if (has_melody()) {
      result.prefix = of(index);
      result.null_prefix = of(index + static_cast<std::size_t>(view.shape[0]) / 2);
      return result;
    }
    const auto mask = io_.tensor("attention_mask").to_ints();
    const std::size_t tokens = mask.size() / static_cast<std::size_t>(view.shape[0]);
    const auto present = std::count(mask.begin() + static_cast<long>(index * tokens),
                                    mask.begin() + static_cast<long>((index + 1) * tokens),
                                    1);
    result.memory = of(index);
    result.memory.resize(static_cast<std::size_t>(present) * width);
    return result;
  }
  [[nodiscard]] std::vector<DelayConditions> all_conditions() const {
    const std::string states = has_melody() ? "cfg_conditioning_states" : "projected_text_states";
    return {conditions(0, states), conditions(1, states)};
  }

  /// Greedy, as the reference was.
  [[nodiscard]] DelayRequest request(float guidance, std::int64_t frames) const {
    DelayRequest request;
    request.sequences = all_conditions();
    request.frames = frames;
    request.draw.sampling = {.temperature = 0, .guidance = guidance};
    return request;
  }

  /// Codes [B, K, T] of the reference as frames.
  void expect_codes(const DelayRequest& request, const std::string& name, std::size_t from = 0) {
    const auto& view = io_.tensor(name);
    const auto wanted = view.to_ints();
    const auto frames = static_cast<std::size_t>(view.shape[2]);
    DelayGeneration generation(*model_, request);
    ASSERT_EQ(generation.frames(), view.shape[2]);
    while (generation.advance()) {
    }
    for (std::size_t b = 0; b < request.sequences.size(); ++b) {
      for (std::size_t t = 0; t < frames; ++t) {
        for (std::size_t k = 0; k < books(); ++k) {
          ASSERT_EQ(generation.frame(b, static_cast<std::int64_t>(t))[k],
                    wanted[((b + from) * books() + k) * frames + t])
              << name << ", text " << b + from << ", frame " << t << ", codebook " << k;
        }
      }
    }
  }

  std::string folder_ = testing::golden(std::get<0>(GetParam()));
  models::SafetensorsFile io_{folder_ + "/io.safetensors"};
  models::MusicgenConfig config_ =
      models::read_musicgen_config(models::ConfigJson(folder_ + "/config.json"));
  std::unique_ptr<models::DelayModel> model_;
};

TEST_P(DelayGolden, GreedyCodesAreTheReferencesGuidedAndNot) {
  for (const int guidance : {3, 1}) {
    const std::string name = "cfg" + std::to_string(guidance) + "_generated_codes";
    expect_codes(request(static_cast<float>(guidance), io_.tensor(name).shape[2]), name);
  }
}

TEST_P(DelayGolden, CodesWithoutConditions) {
  if (has_melody()) {
    return;  // the reference has none
  }
  DelayRequest wanted = request(1, io_.tensor("uncond_generated_codes").shape[2]);
  for (DelayConditions& each : wanted.sequences) {
    each.memory.clear();
  }
  expect_codes(wanted, "uncond_generated_codes");
}

TEST_P(DelayGolden, GoesOnFromAPrompt) {
  if (has_melody()) {
    return;  // the reference has none
  }
  const auto& view = io_.tensor("prompt_codes");  // [B, K, P]
  const auto codes = view.to_ints();
  const auto frames = static_cast<std::size_t>(view.shape[2]);
  const auto all = request(3, io_.tensor("prompt_generated_codes").shape[2] - view.shape[2]);
  for (std::size_t b = 0; b < 2; ++b) {
    DelayRequest one = all;
    one.sequences = {all.sequences[b]};
    for (std::size_t t = 0; t < frames; ++t) {
      for (std::size_t k = 0; k < books(); ++k) {
        one.prompt.push_back(codes[(b * books() + k) * frames + t]);
      }
    }
    expect_codes(one, "prompt_generated_codes", b);
  }
}

/// All codes of the first sequence.
std::vector<std::int32_t> codes_of(const models::DelayModel& model, const DelayRequest& request) {
  DelaySession session(model, request);
  std::vector<std::int32_t> all;
  std::vector<std::int32_t> frame(static_cast<std::size_t>(model.config().codebooks));
  while (session.next(frame)) {
    all.insert(all.end(), frame.begin(), frame.end());
  }
  EXPECT_EQ(static_cast<std::int64_t>(all.size() / frame.size()), session.expected_frames());
  return all;
}

TEST_P(DelayGolden, DrawsDependOnSeedAndSequenceAlone) {
  DelayRequest wanted = request(2, 12);
  wanted.draw.sampling.temperature = 1;
  const auto together = codes_of(*model_, wanted);
  wanted.draw.pool = std::make_shared<models::ThreadPool>(3);
  EXPECT_EQ(codes_of(*model_, wanted), together);
  wanted.draw.pool = nullptr;
  DelayRequest alone = wanted;
  alone.sequences.resize(1);
  EXPECT_EQ(codes_of(*model_, alone), together);
  // A longer piece begins with the shorter one, up to the columns that the end leaves empty.
  alone.frames = 20;
  auto longer = codes_of(*model_, alone);
  longer.resize(8 * books());
  EXPECT_TRUE(std::equal(longer.begin(), longer.end(), together.begin()));
  alone.draw.seed = 1;
  auto other = codes_of(*model_, alone);
  other.resize(8 * books());
  EXPECT_NE(other, longer);
}

TEST_P(DelayGolden, PastTheWindowItStartsAnewFromTheLastFrames) {
  DelayRequest wanted = request(1, 30);
  wanted.sequences.resize(1);
  wanted.window = 12;
  wanted.stride = 8;
  const auto sliding = codes_of(*model_, wanted);
  // By hand: twelve frames, then eight more from the last four, and again.
  DelayRequest part = wanted;
  part.window = 1500;
  part.stride = 900;
  part.frames = 12;
  std::vector<std::int32_t> by_hand = codes_of(*model_, part);
  for (const std::int64_t more : {8, 8, 2}) {
    part.prompt.assign(by_hand.end() - static_cast<long>(4 * books()), by_hand.end());
    part.frames = more;
    const auto next = codes_of(*model_, part);
    by_hand.insert(by_hand.end(), next.begin() + static_cast<long>(4 * books()), next.end());
  }
  EXPECT_EQ(sliding, by_hand);
}

TEST_P(DelayGolden, WhatCannotBeIsRefused) {
  DelayRequest wanted = request(1, 3);
  wanted.window = wanted.stride;
  EXPECT_THROW(DelayGeneration(*model_, wanted), ConfigError);
  wanted = request(1, 3);
  wanted.prompt = {1};
  EXPECT_THROW(DelayGeneration(*model_, wanted), ShapeError);
  wanted.prompt.assign(books(), config_.decoder.code_size + 1);
  EXPECT_THROW(DelayGeneration(*model_, wanted), InputError);
  wanted = request(1, 3);
  wanted.sequences[0].memory.resize(3);
  EXPECT_THROW(DelayGeneration(*model_, wanted), ShapeError);
  wanted.sequences.clear();
  EXPECT_THROW(DelayGeneration(*model_, wanted), ConfigError);
}

TEST(DelayGeneration, NothingToMakeIsNothing) {
  const std::string folder = testing::golden("musicgen");
  const auto config =
      models::read_musicgen_config(models::ConfigJson(folder + "/config.json")).decoder;
  models::TensorReader reader(models::musicgen_decoder_tensors(
      models::part_of(models::open_published_tensors(folder), "decoder."),
      config,
      models::WeightType::kF32));
  const DelayLanguageModel model(reader, config);
  DelayRequest request;
  request.sequences.resize(1);
  EXPECT_TRUE(codes_of(model, request).empty());
}

INSTANTIATE_TEST_SUITE_P(
    Published,
    DelayGolden,
    ::testing::Combine(::testing::Values("musicgen", "musicgen_stereo", "musicgen_melody"),
                       ::testing::Bool()),
    [](const auto& info) {
      return std::string(std::get<0>(info.param)) + (std::get<1>(info.param) ? "_libtorch" : "");
    });

}  // namespace
}  // namespace melisma::synth
