#pragma once

#include <cstdint>
#include <span>
#include <utility>

#include "models/conditioning/frame_features.h"
#include "models/transformer/language_model.h"
#include "synth/frame_generator.h"
#include "synth/frame_source.h"

namespace melisma::cli {

/// Frames of a language model under given features, one row a frame, until they end: for judging a
/// model apart from what decides its conditions (durations, say). The model must outlive it.
class ConditionedSource final : public synth::FrameSource {
 public:
  ConditionedSource(const models::LanguageModel& model,
                    const synth::DrawSettings& settings,
                    models::FrameFeatures features)
      : features_(std::move(features)), generator_(model, settings, {}) {}

  bool next(std::span<std::int32_t> codes) override {
    if (generator_.frames() >= features_.frame_count()) {
      return false;
    }
    generator_.next(codes, features_.frame(generator_.frames()));
    return true;
  }
  [[nodiscard]] std::int64_t expected_frames() const override { return features_.frame_count(); }

 private:
  models::FrameFeatures features_;
  synth::FrameGenerator generator_;
};

}  // namespace melisma::cli
