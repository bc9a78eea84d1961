#include "models/transformer/feature_conditioner.h"

#include <algorithm>

#include "audio/error.h"
#include "models/kernels/elementwise.h"

namespace melisma::models {

FeatureConditioner::FeatureConditioner(TensorReader& reader, const LanguageModelConfig& config)
    : width_(static_cast<std::size_t>(config.main.width)),
      rows_(static_cast<std::size_t>(config.feature_count)),
      table_(reader.floats("features.table.weight", {config.feature_count, config.main.width})) {
  const std::int64_t width = config.main.width;
  const std::int64_t kernel = config.conditioner_kernel;
  for (int i = 0; i < config.conditioner_blocks; ++i) {
    const std::string name = "features.blocks." + std::to_string(i);
    const auto taps = reader.floats(name + ".depthwise.weight", {width, 1, kernel});
    blocks_.push_back({CausalDepthwiseConvolution(taps,
                                                  reader.floats(name + ".depthwise.bias", {width}),
                                                  static_cast<std::size_t>(kernel)),
                       Linear(reader.weights(name + ".pointwise.weight", width_, width_),
                              reader.floats(name + ".pointwise.bias", {width}))});
  }
}

FeatureConditionerState FeatureConditioner::make_state(std::size_t columns) const {
  FeatureConditionerState state;
  for (const Block& block : blocks_) {
    state.histories.push_back(block.depthwise.make_history(columns));
  }
  state.hidden.resize(3 * columns * width_);
  return state;
}

void FeatureConditioner::check(std::span<const Feature> features) const {
  for (const Feature& feature : features) {
    if (feature.index < 0 || static_cast<std::size_t>(feature.index) >= rows_) {
      throw ShapeError("frame feature " + std::to_string(feature.index) +
                       " is outside the model's table of " + std::to_string(rows_) +
                       ". The model was trained with another feature layout.");
    }
  }
}

void FeatureConditioner::sum_features(std::span<const Feature> features, std::span<float> u) const {
  for (const Feature& feature : features) {
    const float* row = table_.data() + static_cast<std::size_t>(feature.index) * width_;
    for (std::size_t d = 0; d < width_; ++d) {
      u[d] += feature.value * row[d];
    }
  }
}

void FeatureConditioner::add(FeatureConditionerState& state,
                             std::span<const std::span<const Feature>> features,
                             std::span<float> x) const {
  const std::size_t size = x.size();
  MELISMA_ASSERT(features.size() * width_ == size && state.hidden.size() == 3 * size);
  const auto u = std::span<float>(state.hidden).first(size);
  const auto filtered = std::span<float>(state.hidden).subspan(size, size);
  const auto change = std::span<float>(state.hidden).last(size);
  std::fill(u.begin(), u.end(), 0.0F);
  for (std::size_t c = 0; c < features.size(); ++c) {
    sum_features(features[c], u.subspan(c * width_, width_));
  }
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    blocks_[i].depthwise.step(state.histories[i], u, filtered);
    gelu(filtered);
    blocks_[i].pointwise.apply(filtered, change, state.workspace);
    add_to(u, change);
  }
  add_to(x, u);
}

}  // namespace melisma::models
