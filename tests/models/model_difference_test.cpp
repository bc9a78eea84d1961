#include "models/sampling/model_difference.h"

#include <gtest/gtest.h>

#include "audio/error.h"
#include "models/checkpoint/block_quantization.h"
#include "tests/support/random_language_model.h"
#include "tests/support/temporary_folder.h"

namespace melisma::models {
namespace {

class ModelDifferenceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    testing::write_random_language_model(path(), config_, 17);
    for (int t = 0; t < 40; ++t) {
      const Feature feature{t % config_.feature_count, 1.0F};
      probe_.features.push_frame({&feature, 1});
    }
    probe_.frames = 40;
  }
  [[nodiscard]] std::filesystem::path path() const { return folder_.path() / "m.safetensors"; }

  testing::TemporaryFolder folder_;
  LanguageModelConfig config_ = testing::tiny_language_model_config();
  ComparisonProbe probe_;
};

TEST_F(ModelDifferenceTest, AModelIsLikeItself) {
  const auto model = LanguageModel::load(path());
  const auto difference = compare_models(model, model, probe_);
  EXPECT_NEAR(difference.divergence, 0, 1e-7);
  EXPECT_EQ(difference.agreement, 1);
}

TEST_F(ModelDifferenceTest, FewerBitsDifferMoreAndAnotherModelMost) {
  LanguageModelConfig config = config_;
  config.main.width = config.text.width = 96;  // wide enough to be quantized
  testing::write_random_language_model(path(), config, 17);
  const SafetensorsFile file(path());
  const LanguageModel reference(file);
  const auto differs = [&](WeightType type) {
    const SafetensorsFile quantized(format_safetensors(quantize_all(file, type), file.metadata()),
                                    "quantized");
    return compare_models(reference, LanguageModel(quantized), probe_).divergence;
  };
  const double bytes = differs(WeightType::kI8);
  const double nibbles = differs(WeightType::kI4);
  testing::write_random_language_model(path(), config, 18);
  const auto other = compare_models(reference, LanguageModel::load(path()), probe_);
  EXPECT_GT(bytes, 0);
  EXPECT_LT(bytes, 0.01);
  EXPECT_GT(nibbles, 2 * bytes);
  EXPECT_LT(nibbles, 0.5 * other.divergence);
  EXPECT_LT(other.agreement, 0.9);
}

TEST_F(ModelDifferenceTest, ModelsOfOtherCodesAreRefused) {
  const auto reference = LanguageModel::load(path());
  LanguageModelConfig config = config_;
  config.code_sizes.back() += 1;
  testing::write_random_language_model(path(), config, 17);
  EXPECT_THROW(compare_models(reference, LanguageModel::load(path()), probe_), CheckpointError);
}

}  // namespace
}  // namespace melisma::models
