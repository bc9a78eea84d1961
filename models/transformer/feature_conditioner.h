#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "models/checkpoint/safetensors.h"
#include "models/conditioning/frame_features.h"
#include "models/nn/causal_depthwise_convolution.h"
#include "models/nn/linear.h"
#include "models/transformer/language_model_config.h"

namespace melisma::models {

/// What the conditioner remembers of earlier frames, for all columns. Copying it is a snapshot.
struct FeatureConditionerState {
  std::vector<ConvolutionHistory> histories;  // one a block
  std::vector<float> hidden;                  // scratch [3, columns, D]
  Workspace workspace;
};

/// Turns a frame's sparse features into the vector that is added to the transformer's input:
///   u = sum over features of value * features.table.weight[index]
///   for every block i: u += pointwise_i(gelu(depthwise_i(u)))   depthwise is causal
/// so it needs no later frame. Immutable, thread-safe.
class FeatureConditioner {
 public:
  FeatureConditioner(TensorReader& reader, const LanguageModelConfig& config);

  [[nodiscard]] FeatureConditionerState make_state(std::size_t columns) const;
  /// Throws ShapeError if an index is outside the table.
  void check(std::span<const Feature> features) const;
  /// Adds u to x [columns, D]; `features` has one checked row a column.
  void add(FeatureConditionerState& state,
           std::span<const std::span<const Feature>> features,
           std::span<float> x) const;

 private:
  struct Block {
    CausalDepthwiseConvolution depthwise;
    Linear pointwise;
  };

  void sum_features(std::span<const Feature> features, std::span<float> u) const;

  std::size_t width_;
  std::size_t rows_;  // of the table
  std::vector<float> table_;
  std::vector<Block> blocks_;
};

}  // namespace melisma::models
