#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "audio/error.h"
#include "models/checkpoint/block_quantization.h"
#include "models/checkpoint/safetensors.h"
#include "models/transformer/language_model.h"
#include "models/transformer/teacher_forcing.h"
#include "tests/support/random_language_model.h"
#include "tests/support/temporary_folder.h"
#include "tests/torch/repeated_crops.h"
#include "tests/torch/torch_reference.h"

namespace melisma::models {
namespace {

LanguageModelTraining tiny_training(const std::filesystem::path& run, std::int64_t steps) {
  LanguageModelTraining training;
  training.config = melisma::testing::fast_language_model_config();
  training.batch = 2;
  training.depth_fraction = 0.5;
  training.options.run = run;
  training.options.steps = steps;
  training.options.learning_rate = 5e-3;
  training.options.average_keep = 0.9;
  return training;
}

TrainingResult train(const LanguageModelTraining& training) {
  melisma::testing::RepeatedCrops source(training.config, 16);
  return melisma::testing::torch_language_model().train(training, source);
}

TEST(Training, LearnsTwoPiecesByHeart) {
  const melisma::testing::TemporaryFolder folder;
  auto training = tiny_training(folder.path(), 250);
  training.drop_features = training.drop_text = training.drop_both = 0;
  const auto result = train(training);
  EXPECT_TRUE(result.finished);
  EXPECT_GT(result.losses.front(), 2.0);  // about the logarithms of 32..96
  ASSERT_EQ(result.held_out.size(), 3U);  // the same pieces, read with the averaged weights
  for (const double loss : result.held_out) {
    EXPECT_LT(loss, 0.2);
  }
}

TEST(Training, TheExportedModelIsWhatWasTrained) {
  const melisma::testing::TemporaryFolder folder;
  auto training = tiny_training(folder.path(), 250);
  training.drop_features = training.drop_text = training.drop_both = 0;
  train(training);
  const auto model = LanguageModel::load(folder / "model.safetensors");
  EXPECT_EQ(model.config(), training.config);
  melisma::testing::RepeatedCrops source(training.config, 16);
  const Crop crop = source.held_out_crop(0);
  const auto logits = teacher_forced_logits(model, crop.codes, crop.features, crop.text);
  std::size_t right = 0;
  for (std::size_t i = 0; i < crop.codes.size(); ++i) {
    const std::size_t k = i % 3;
    const auto size = static_cast<std::size_t>(training.config.code_sizes[k]);
    const auto begin = logits[k].begin() + static_cast<std::ptrdiff_t>(i / 3 * size);
    const auto best = std::max_element(begin, begin + static_cast<std::ptrdiff_t>(size)) - begin;
    right += best == crop.codes[i] ? 1 : 0;
  }
  EXPECT_GT(right, crop.codes.size() * 9 / 10);
}

TEST(Training, AResumedRunGoesOnExactly) {
  const melisma::testing::TemporaryFolder whole;
  const auto uninterrupted = train(tiny_training(whole.path(), 24));
  const melisma::testing::TemporaryFolder parts;
  auto training = tiny_training(parts.path(), 24);
  training.options.stop_after = 11;
  const auto begun = train(training);
  EXPECT_FALSE(begun.finished);
  EXPECT_EQ(begun.steps, 11);
  training.options.stop_after = 0;
  training.options.resume = true;
  const auto resumed = train(training);
  EXPECT_EQ(resumed.steps, 24);
  ASSERT_EQ(uninterrupted.losses.size(), 24U);
  ASSERT_EQ(resumed.losses.size(), 13U);
  for (std::size_t i = 0; i < resumed.losses.size(); ++i) {
    EXPECT_DOUBLE_EQ(resumed.losses[i], uninterrupted.losses[i + 11]) << "step " << i + 11;
  }
}

TEST(Training, GoesOnFromAModelFileThatHoldsWeightsAlone) {
  const melisma::testing::TemporaryFolder folder;
  auto training = tiny_training(folder / "first", 120);
  training.drop_features = training.drop_text = training.drop_both = 0;
  const auto first = train(training);
  const SafetensorsFile learned(folder / "first" / "model.safetensors");
  write_safetensors(folder / "small.safetensors", quantize_all(learned, WeightType::kI8),
                    learned.metadata());
  training.from = folder / "small.safetensors";
  training.options.run = folder / "second";
  training.options.steps = 4;
  const auto second = train(training);
  EXPECT_LT(second.losses.front(), 1.5 * first.losses.back());
  EXPECT_LT(second.losses.front(), 0.5 * first.losses.front());
  training.config.main.window += 1;
  EXPECT_THROW(train(training), ConfigError);
}

TEST(Training, WideProductsTrainTheSameModel) {
  const melisma::testing::TemporaryFolder narrow;
  const auto expected = train(tiny_training(narrow.path(), 12));
  const melisma::testing::TemporaryFolder wide;
  auto training = tiny_training(wide.path(), 12);
  training.options.wide_products = true;
  const auto result = train(training);
  for (std::size_t i = 0; i < 12; ++i) {
    EXPECT_NEAR(result.losses[i], expected.losses[i], 0.05 * expected.losses[i]) << "step " << i;
  }
  EXPECT_LT(result.losses.back(), result.losses.front());
}

TEST(Training, WhoHearsItselfWrongReliesLessOnWhatItHeard) {
  const melisma::testing::TemporaryFolder folder;
  auto training = tiny_training(folder / "sure", 150);
  training.drop_features = training.drop_text = training.drop_both = 0;
  train(training);
  training.options.run = folder / "warned";
  training.mishear = 1;
  train(training);
  melisma::testing::RepeatedCrops source(training.config, 16);
  const Crop piece = source.held_out_crop(0);
  TeacherForced misheard{piece.codes, piece.features, piece.text};
  const int books = training.config.codebooks();
  for (std::int64_t t = 0; t < 16; ++t) {  // another first code in every frame
    std::int32_t& code = misheard.codes[static_cast<std::size_t>(t * books)];
    code = (code + 7) % training.config.code_sizes[0];
  }
  const auto loss = [&](const std::string& run) {  // of what should have been, after what was heard
    const auto logits = melisma::testing::torch_language_model().logits(
        folder / run / "model.safetensors", misheard, false);
    const auto size = static_cast<std::size_t>(training.config.code_sizes[0]);
    double sum = 0;
    for (std::size_t t = 1; t < 16; ++t) {
      const float* row = &logits[0][t * size];
      double whole = 0;
      for (std::size_t code = 0; code < size; ++code) {
        whole += std::exp(row[code]);
      }
      const auto wanted = piece.codes[t * static_cast<std::size_t>(books)];
      sum += std::log(whole) - row[wanted];
    }
    return sum / 15;
  };
  EXPECT_LT(loss("warned"), 0.8 * loss("sure"));
}

/// Frames from `from` on have no weight.
class LightCrops : public melisma::testing::RepeatedCrops {
 public:
  LightCrops(LanguageModelConfig config, std::int64_t from)
      : RepeatedCrops(std::move(config), 16), from_(from) {}
  Crop training_crop(std::uint64_t seed, std::int64_t step, std::int64_t slot) override {
    Crop crop = RepeatedCrops::training_crop(seed, step, slot);
    for (std::int64_t t = 0; t < 16; ++t) {
      crop.weights.push_back(t < from_ ? 2.0F : 0.0F);
    }
    return crop;
  }

 private:
  std::int64_t from_;
};

TEST(Training, FramesWithoutWeightAreNotLearned) {
  const melisma::testing::TemporaryFolder folder;
  auto training = tiny_training(folder.path(), 250);
  training.drop_features = training.drop_text = training.drop_both = 0;
  training.depth_fraction = 1;
  LightCrops source(training.config, 4);
  const auto result = melisma::testing::torch_language_model().train(training, source);
  EXPECT_LT(result.losses.back(), 0.2);
  for (const double loss : result.held_out) {  // of all frames
    EXPECT_GT(loss, 1.0);
  }
}

TEST(Training, WritesOneJsonLineAStep) {
  const melisma::testing::TemporaryFolder folder;
  train(tiny_training(folder.path(), 3));
  std::ifstream log(folder / "log.jsonl");
  int steps = 0;
  for (std::string line; std::getline(log, line);) {
    const auto json = nlohmann::json::parse(line);
    steps += json.contains("loss") ? 1 : 0;
  }
  EXPECT_EQ(steps, 3);
}

TEST(Training, RefusesACheckpointOfAnotherModel) {
  const melisma::testing::TemporaryFolder folder;
  auto training = tiny_training(folder.path(), 2);
  train(training);
  training.config.main.width = 96;
  training.config.text.width = 96;
  training.options.resume = true;
  EXPECT_THROW(train(training), CheckpointError);
}

TEST(Training, RefusesACorpusThatDoesNotFit) {
  const melisma::testing::TemporaryFolder folder;
  auto training = tiny_training(folder.path(), 2);
  auto larger = training.config;
  larger.code_sizes = {400, 32, 96};
  melisma::testing::RepeatedCrops source(larger, 16);
  EXPECT_THROW(melisma::testing::torch_language_model().train(training, source), ShapeError);
}

}  // namespace
}  // namespace melisma::models
