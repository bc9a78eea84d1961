#include <random>

#include <gtest/gtest.h>

#include "audio/error.h"
#include "models/published/checkpoint_folder.h"
#include "models/published/musicgen_config.h"
#include "models/published/musicgen_decoder.h"
#include "models/run_time_module.h"
#include "models/torch_delay_model.h"
#include "models/transformer/delay_language_model.h"
#include "tests/support/golden_data.h"

namespace melisma::models {
namespace {

class TorchDelayModelTest : public ::testing::Test {
 protected:
  std::vector<std::int32_t> random_ids(std::size_t count) {
    std::vector<std::int32_t> ids(count);
    for (std::int32_t& id : ids) {
      id = static_cast<std::int32_t>(random_() % static_cast<unsigned>(config_.code_size + 1));
    }
    return ids;
  }
  std::vector<float> random_values(std::size_t count) {
    std::vector<float> values(count);
    for (float& value : values) {
      value = static_cast<float>(random_() % 1000U) / 500 - 1;
    }
    return values;
  }
  static void expect_near(std::span<const float> found, std::span<const float> wanted) {
    ASSERT_EQ(found.size(), wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      ASSERT_NEAR(found[i], wanted[i], 1e-3) << i;
    }
  }

  std::mt19937 random_{3};
  DelayLanguageModelConfig config_ =
      read_musicgen_config(ConfigJson(testing::golden("musicgen/config.json"))).decoder;
  TensorSet tensors_ = musicgen_decoder_tensors(
      part_of(open_published_tensors(testing::golden("musicgen")), "decoder."),
      config_,
      WeightType::kF32);
  TorchDelayModels& module_ = torch_interface<TorchDelayModels>(kTorchDelayModelsSymbol);
};

TEST_F(TorchDelayModelTest, NativeLogitsAreLibTorchs) {
  const auto width = static_cast<std::size_t>(config_.main.width);
  TensorReader reader(tensors_);
  const DelayLanguageModel native(reader, config_);
  reader.finish();
  const auto torch = module_.open(tensors_, config_, "cpu");
  // Two sequences of two columns; memories of several lengths, and none; rows in front.
  const DelayStreamShape shape{4, 2, 64, nullptr};
  const auto ours = native.open(shape);
  const auto theirs = torch->open(shape);
  for (const std::size_t column : {0, 2}) {
    const auto memory = random_values((5 + column) * width);
    ours->set_memory(column, memory);
    theirs->set_memory(column, memory);
  }
  for (int round = 0; round < 2; ++round) {
    const auto rows = random_values(3 * 4 * width);
    ours->prepend(rows);
    theirs->prepend(rows);
    const auto several = random_ids(std::size_t{7} * 2 * 4);  // many steps at once
    expect_near(ours->step(several), theirs->step(several));
    for (int t = 0; t < 40; ++t) {
      const auto ids = random_ids(std::size_t{2} * 4);
      expect_near(ours->step(ids), theirs->step(ids));
    }
    ours->restart();
    theirs->restart();
  }
}

TEST_F(TorchDelayModelTest, WhatCannotBeIsRefused) {
  const auto model = module_.open(tensors_, config_, "cpu");
  const auto stream = model->open({1, 1, 2, nullptr});
  EXPECT_THROW(stream->step(std::vector<std::int32_t>(4, config_.code_size + 1)), InputError);
  stream->step(random_ids(8));
  EXPECT_THROW(stream->step(random_ids(4)), ShapeError);  // the cache is full
  EXPECT_THROW(module_.open({"nothing", {}, nullptr}, config_, "cpu"), CheckpointError);
}

TEST_F(TorchDelayModelTest, StepsAreTimed) {
  EXPECT_EQ(module_.time_steps(tensors_, config_, 2, 1, 100, 3).size(), 3U);
}

}  // namespace
}  // namespace melisma::models
