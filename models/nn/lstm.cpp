#include "models/nn/lstm.h"

#include <algorithm>

#include "models/checkpoint/stored_weights.h"
#include "models/kernels/elementwise.h"

namespace melisma::models {

Lstm::Lstm(
    TensorReader& reader, const std::string& name, int layers, std::size_t width, WeightType type)
    : width_(width) {
  const auto rows = static_cast<std::int64_t>(4 * width);
  const auto read = [&](const std::string& half, const std::string& layer) {
    const auto weights =
        reader.floats(name + ".weight_" + half + layer, {rows, static_cast<std::int64_t>(width)});
    return Linear(store_weights(weights, 4 * width, width, type),
                  reader.floats(name + ".bias_" + half + layer, {rows}));
  };
  for (int layer = 0; layer < layers; ++layer) {
    const std::string end = "_l" + std::to_string(layer);
    layers_.push_back({read("ih", end), read("hh", end)});
  }
}

Lstm::State Lstm::make_state() const {
  State state;
  state.hidden.resize(layers_.size() * width_);
  state.cell.resize(layers_.size() * width_);
  state.step.resize(4 * width_);
  return state;
}

void Lstm::apply(State& state, std::span<float> x, Workspace& workspace) const {
  const std::size_t steps = x.size() / width_;
  state.gates.resize(steps * 4 * width_);
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
    const auto hidden = std::span(state.hidden).subspan(layer * width_, width_);
    const auto cell = std::span(state.cell).subspan(layer * width_, width_);
    // What comes from the input is one product for all steps; the rest waits for the step before.
    layers_[layer].input.apply(x, state.gates, workspace);
    for (std::size_t t = 0; t < steps; ++t) {
      layers_[layer].hidden.apply(hidden, state.step, workspace);
      add_to(state.step, std::span<const float>(state.gates).subspan(t * 4 * width_, 4 * width_));
      lstm_cell(state.step, cell, hidden);
      std::copy(hidden.begin(), hidden.end(), x.subspan(t * width_, width_).begin());
    }
  }
}

}  // namespace melisma::models
