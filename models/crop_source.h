#pragma once

#include <cstdint>
#include <vector>

#include "models/conditioning/frame_features.h"

namespace melisma::models {

/// A run of T frames to train on.
struct Crop {
  std::vector<std::int32_t> codes;     // [T][K]
  std::vector<std::int32_t> previous;  // the K codes before the crop; empty = it begins the piece
  std::vector<std::int32_t> targets;   // [T][K], -1 = not trained; empty = `codes`
  std::vector<float> weights;          // [T] in the loss, >= 0; empty = 1 each
  std::vector<std::int32_t> heard;     // [T][K], what later frames hear of them; empty = `codes`
  FrameFeatures features;              // T frames, or none when the model has no features
  std::vector<std::int32_t> text;      // tokens; empty when the model reads no text
};

/// Where training crops come from: a corpus with its codes, or a test's own. Crops of one training step
/// should have similar lengths (rows are padded to the longest). Not thread-safe.
class CropSource {
 public:
  virtual ~CropSource() = default;
  /// Depends on nothing but its arguments. `slot` counts the rows of one step over all processes.
  virtual Crop training_crop(std::uint64_t seed, std::int64_t step, std::int64_t slot) = 0;
  /// Fixed crops of held-out items, for evaluation.
  [[nodiscard]] virtual std::int64_t held_out_count() const = 0;
  virtual Crop held_out_crop(std::int64_t index) = 0;
};

}  // namespace melisma::models
