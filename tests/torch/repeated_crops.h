#pragma once

#include "models/crop_random.h"
#include "models/crop_source.h"
#include "models/transformer/language_model_config.h"

namespace melisma::testing {

/// Two fixed random pieces with features and text that tell them apart: easy to learn by heart.
class RepeatedCrops : public models::CropSource {
 public:
  RepeatedCrops(models::LanguageModelConfig config, std::int64_t frames)
      : config_(std::move(config)), frames_(frames) {}

  models::Crop training_crop(std::uint64_t, std::int64_t step, std::int64_t slot) override {
    return held_out_crop(step + slot);
  }
  [[nodiscard]] std::int64_t held_out_count() const override { return 2; }
  models::Crop held_out_crop(std::int64_t index) override {
    const auto piece = static_cast<std::uint64_t>(index % 2);
    models::CropRandom random{piece};
    models::Crop crop;
    for (std::int64_t t = 0; t < frames_; ++t) {
      for (const int size : config_.code_sizes) {
        crop.codes.push_back(static_cast<std::int32_t>(random.below(size)));
      }
      const models::Feature feature{static_cast<std::int32_t>(1 + random.below(config_.feature_count - 1)),
                                    1.0F};
      crop.features.push_frame({&feature, 1});
    }
    crop.text = {static_cast<std::int32_t>(piece + 1)};
    return crop;
  }

 private:
  models::LanguageModelConfig config_;
  std::int64_t frames_;
};

}  // namespace melisma::testing
