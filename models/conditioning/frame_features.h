#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace melisma::models {

/// One active feature of one frame: the model adds `value` x row `index` of its feature table.
struct Feature {
  std::int32_t index = 0;
  float value = 1.0F;
  bool operator==(const Feature&) const = default;
};

/// Sparse features of a run of frames, as compressed rows. All frame-aligned conditioning (a
/// score's notes, a sentence's phonemes) reaches the language model in this form; what each index
/// means is the conditioner's layout (score_features.h, phoneme_features.h). A frame may have no
/// feature at all.
struct FrameFeatures {
  std::vector<std::int64_t> offsets{0};  // frame t owns features [offsets[t], offsets[t + 1])
  std::vector<Feature> features;

  [[nodiscard]] std::int64_t frame_count() const noexcept {
    return static_cast<std::int64_t>(offsets.size()) - 1;
  }
  [[nodiscard]] std::span<const Feature> frame(std::int64_t t) const {
    const auto begin = static_cast<std::size_t>(offsets[static_cast<std::size_t>(t)]);
    const auto end = static_cast<std::size_t>(offsets[static_cast<std::size_t>(t) + 1]);
    return std::span<const Feature>(features).subspan(begin, end - begin);
  }
  void push_frame(std::span<const Feature> row) {
    features.insert(features.end(), row.begin(), row.end());
    offsets.push_back(static_cast<std::int64_t>(features.size()));
  }
};

}  // namespace melisma::models
