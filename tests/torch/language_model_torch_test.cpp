#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "models/crop_random.h"
#include "models/transformer/language_model.h"
#include "models/transformer/teacher_forcing.h"
#include "tests/support/random_language_model.h"
#include "tests/support/temporary_folder.h"
#include "tests/torch/torch_reference.h"

namespace melisma::models {
namespace {

TeacherForced random_sequence(const LanguageModelConfig& config, std::int64_t frames) {
  CropRandom random{7};
  TeacherForced sequence;
  for (std::int64_t t = 0; t < frames; ++t) {
    for (const int size : config.code_sizes) {
      sequence.codes.push_back(static_cast<std::int32_t>(random.below(size)));
    }
    std::vector<Feature> row;
    for (std::int64_t i = random.below(4); i > 0 && config.feature_count > 0; --i) {
      row.push_back({static_cast<std::int32_t>(random.below(config.feature_count)),
                     static_cast<float>(random.uniform())});
    }
    if (config.feature_count > 0) {
      sequence.features.push_frame(row);
    }
  }
  for (int i = 0; i < 5 && config.text_vocabulary > 0; ++i) {
    sequence.text.push_back(static_cast<std::int32_t>(random.below(config.text_vocabulary)));
  }
  return sequence;
}

struct Variant {
  std::string name;
  std::function<void(LanguageModelConfig&)> change;
};

void PrintTo(const Variant& variant, std::ostream* out) { *out << variant.name; }

class LanguageModelTorchTest : public ::testing::TestWithParam<Variant> {
 protected:
  void SetUp() override {
    config_ = melisma::testing::tiny_language_model_config();
    GetParam().change(config_);
    path_ = folder_ / "model.safetensors";
    melisma::testing::write_random_language_model(path_, config_, 3);
  }
  melisma::testing::TemporaryFolder folder_;
  LanguageModelConfig config_;
  std::filesystem::path path_;
};

TEST_P(LanguageModelTorchTest, NativeLogitsEqualLibTorchs) {
  const TeacherForced sequence = random_sequence(config_, 20);
  const auto reference = melisma::testing::torch_language_model().logits(path_, sequence, false);
  const auto native = teacher_forced_logits(LanguageModel::load(path_), sequence.codes,
                                            sequence.features, sequence.text);
  ASSERT_EQ(reference.size(), native.size());
  for (std::size_t k = 0; k < native.size(); ++k) {
    ASSERT_EQ(reference[k].size(), native[k].size());
    for (std::size_t i = 0; i < native[k].size(); ++i) {
      ASSERT_NEAR(reference[k][i], native[k][i], 1e-3) << "codebook " << k << ", logit " << i;
    }
  }
}

TEST_P(LanguageModelTorchTest, TheTrainingPathIsTheSameModelInBfloat16) {
  const TeacherForced sequence = random_sequence(config_, 20);
  auto& torch = melisma::testing::torch_language_model();
  const auto exact = torch.logits(path_, sequence, false);
  const auto rounded = torch.logits(path_, sequence, true);
  for (std::size_t k = 0; k < exact.size(); ++k) {
    double error = 0;
    double power = 0;
    for (std::size_t i = 0; i < exact[k].size(); ++i) {
      error += std::pow(exact[k][i] - rounded[k][i], 2);
      power += std::pow(exact[k][i], 2);
    }
    EXPECT_LT(std::sqrt(error / power), 0.05) << "codebook " << k;
  }
}

TEST_P(LanguageModelTorchTest, LogitsDoNotDependOnWhatFollows) {
  const TeacherForced sequence = random_sequence(config_, 12);
  auto& torch = melisma::testing::torch_language_model();
  EXPECT_EQ(torch.future_gradient(path_, sequence, 6, false), 0.0);
  EXPECT_EQ(torch.future_gradient(path_, sequence, 6, true), 0.0);
}

INSTANTIATE_TEST_SUITE_P(
    Options, LanguageModelTorchTest,
    ::testing::Values(
        Variant{"Tiny", [](LanguageModelConfig&) {}},
        Variant{"LayerNormGelu",
                [](LanguageModelConfig& c) {
                  for (TransformerConfig* part : {&c.text, &c.main, &c.depth}) {
                    part->norm = Norm::kLayer;
                    part->feed_forward_kind = FeedForward::kGelu;
                  }
                }},
        Variant{"Sinusoidal",
                [](LanguageModelConfig& c) {
                  c.main.positions = Positions::kSinusoidal;
                  c.text.positions = Positions::kSinusoidal;
                }},
        Variant{"NoPositionsNoWindow",
                [](LanguageModelConfig& c) {
                  c.main.positions = Positions::kNone;
                  c.main.window = 0;
                }},
        Variant{"NoText",
                [](LanguageModelConfig& c) {
                  c.text_vocabulary = 0;
                  c.main.cross_attention = false;
                }},
        Variant{"NoFeatures", [](LanguageModelConfig& c) { c.feature_count = 0; }},
        Variant{"Planner",
                [](LanguageModelConfig& c) {
                  c.kind = "planner";
                  c.feature_count = 0;
                  c.frame_rate = 0;
                  c.codec_hash.clear();
                  c.code_sizes = {9, 14, 6, 5, 8};
                }},
        Variant{"NoConditionerBlocks", [](LanguageModelConfig& c) { c.conditioner_blocks = 0; }},
        Variant{"FastSizes",
                [](LanguageModelConfig& c) { c = melisma::testing::fast_language_model_config(); }}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace melisma::models
