#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "audio/error.h"
#include "models/crop_random.h"
#include "models/transformer/language_model.h"
#include "models/transformer/teacher_forcing.h"
#include "tests/support/random_language_model.h"
#include "tests/support/temporary_folder.h"
#include "tests/torch/repeated_crops.h"
#include "tests/torch/torch_reference.h"

namespace melisma::models {
namespace {

constexpr int kBooks = 3;
constexpr int kSize = 32;
constexpr int kWidth = 12;
constexpr std::int64_t kFrames = 24;

/// A residual quantizer's codebooks: each at a third of the scale of the one before.
CodebookVectors residual_codebooks() {
  CodebookVectors codebooks;
  codebooks.width = kWidth;
  CropRandom random{7};
  for (int k = 0; k < kBooks; ++k) {
    for (int i = 0; i < kSize * kWidth; ++i) {
      const auto draw = static_cast<float>(random.below(2001) - 1000) / 1000.0F;
      codebooks.values.push_back(draw * std::pow(3.0F, static_cast<float>(-k)));
    }
  }
  return codebooks;
}

/// kFrames frames that say nothing.
FrameFeatures no_features() {
  FrameFeatures features;
  const Feature none{0, 0.0F};
  for (std::int64_t t = 0; t < kFrames; ++t) {
    features.push_frame({&none, 1});
  }
  return features;
}

class CodebookStartTest : public ::testing::Test {
 protected:
  CodebookStartTest() {
    training_.config = melisma::testing::fast_language_model_config();
    training_.config.code_sizes.assign(kBooks, kSize);
    training_.config.repeat_gate = false;
    training_.codebooks = residual_codebooks();
    training_.batch = 1;
    training_.options.run = folder_.path();
    training_.options.steps = 1;
    training_.options.learning_rate = 1e-12;  // the model as it starts
    training_.options.weight_decay = 0;
  }

  LanguageModel untrained() {
    melisma::testing::RepeatedCrops source(training_.config, kFrames);
    melisma::testing::torch_language_model().train(training_, source);
    return LanguageModel::load(folder_ / "model.safetensors");
  }

  melisma::testing::TemporaryFolder folder_;
  LanguageModelTraining training_;
};

TEST_F(CodebookStartTest, TheUntrainedModelStaysWhereItIs) {
  const LanguageModel model = untrained();
  // Frames that repeat, each for a while: what the model ranks first is what it has just read.
  CropRandom random{3};
  std::vector<std::int32_t> codes;
  for (std::int64_t t = 0; t < kFrames; ++t) {
    for (int k = 0; k < kBooks; ++k) {
      codes.push_back(t % 4 == 0 ? static_cast<std::int32_t>(random.below(kSize))
                                 : codes[codes.size() - kBooks]);
    }
  }
  const auto logits = teacher_forced_logits(model, codes, no_features(), {});
  double ranks = 0;  // of the later codebooks' codes: near, since the norms change the residual's scale
  int later = 0;
  for (std::int64_t t = 1; t < kFrames; ++t) {
    for (int k = 0; t % 4 != 0 && k < kBooks; ++k) {
      const auto begin = logits[static_cast<std::size_t>(k)].begin() + t * kSize;
      const float wanted = begin[codes[static_cast<std::size_t>(t * kBooks + k)]];
      const auto better = std::count_if(begin, begin + kSize, [&](float x) { return x > wanted; });
      if (k == 0) {
        EXPECT_EQ(better, 0) << "frame " << t;
      } else {
        ranks += static_cast<double>(better);
        ++later;
      }
    }
  }
  EXPECT_LT(ranks / later, kSize / 8.0);
}

TEST_F(CodebookStartTest, WithoutCodebooksItKnowsNothing) {
  training_.codebooks = {};
  const LanguageModel model = untrained();
  std::vector<std::int32_t> codes(kFrames * kBooks, 5);
  const auto logits = teacher_forced_logits(model, codes, no_features(), {});
  int right = 0;
  for (std::int64_t t = 1; t < kFrames; ++t) {
    const auto begin = logits[0].begin() + t * kSize;
    right += std::max_element(begin, begin + kSize) - begin == 5 ? 1 : 0;
  }
  EXPECT_LT(right, kFrames / 2);
}

TEST_F(CodebookStartTest, RefusesCodebooksOfAnotherShape) {
  training_.codebooks.values.pop_back();
  EXPECT_THROW(untrained(), ConfigError);
}

}  // namespace
}  // namespace melisma::models
