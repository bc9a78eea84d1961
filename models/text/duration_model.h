#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "models/checkpoint/safetensors.h"
#include "models/conditioning/phoneme_features.h"
#include "models/nn/boosted_trees.h"
#include "models/text/phoneme.h"

namespace melisma::models {

/// What a duration model computes: ln(seconds) of a phoneme = mean of its voice and phoneme + trees
/// over its context (duration_context.h).
struct DurationWeights {
  std::vector<std::string> voices;  // names; the index is the voice slot
  std::vector<float> mean;          // [voices, phonemes], ln(seconds)
  BoostedTrees trees;
};

/// Bounds of a phoneme's length: what keeps generated speech from running away.
inline constexpr int kLongestPhonemeFrames = 25;
inline constexpr double kSlowestSpeed = 0.5;
inline constexpr double kFastestSpeed = 2.0;

/// How long each phoneme of a sentence lasts, in one of its voices. Immutable, thread-safe.
///
/// File: safetensors; metadata "format" melisma/1, "kind" duration_model, "licence", "provenance",
/// "config" {"voices": [names], "phonemes": n, "inputs": n, "trees": n, "depth": n}; tensors
///   mean             [voices, phonemes]    ln(seconds)
///   trees.input      [trees, 2^depth - 1]  which input a node looks at (whole numbers as floats)
///   trees.threshold  [trees, 2^depth - 1]  it goes right when the input is above; 255 = never
///   trees.value      [trees, 2^depth]      of the leaves, ln(seconds)
class DurationModel {
 public:
  /// Strict. Throws CheckpointError for a damaged file, another kind, format or layout, tensors
  /// that do not match, or values out of range.
  explicit DurationModel(const SafetensorsFile& file);
  /// For training and tests.
  explicit DurationModel(DurationWeights weights);

  [[nodiscard]] const std::vector<std::string>& voices() const noexcept { return weights_.voices; }

  /// Seconds of each phoneme at speed 1, each within 0.005 to 2. `voice` < voices().size().
  [[nodiscard]] std::vector<double> seconds(std::span<const Phoneme> phonemes,
                                            SentenceType type,
                                            int voice) const;

 private:
  DurationWeights weights_;
};

/// The tensors and metadata of a file; `about` adds "licence" and "provenance".
std::map<std::string, OwnedTensor> tensors_of(const DurationWeights& weights);
std::map<std::string, std::string> metadata_of(const DurationWeights& weights,
                                               std::map<std::string, std::string> about);

/// Lengths in codec frames from seconds spoken at `speed`: boundaries are rounded, so errors do not
/// add up; every phoneme has 1 to kLongestPhonemeFrames frames.
std::vector<TimedPhoneme> round_to_frames(std::span<const Phoneme> phonemes,
                                          std::span<const double> seconds,
                                          double speed,
                                          double frame_rate);

}  // namespace melisma::models
