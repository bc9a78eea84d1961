#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "models/checkpoint/safetensors.h"
#include "models/nn/linear.h"

namespace melisma::models {

/// A stack of LSTM layers (Hochreiter and Schmidhuber 1997) of one width, with both biases, as
/// LibTorch stores them: "<name>.{weight,bias}_{ih,hh}_lI". Immutable, thread-safe; state is per
/// stream.
class Lstm {
 public:
  struct State {
    std::vector<float> hidden;  // [layers, width]
    std::vector<float> cell;    // [layers, width]
    std::vector<float> gates;   // scratch: [T, 4 width]
    std::vector<float> step;    // scratch: [4 width]
  };

  /// Weights are kept as `type`, kF32 or kF16. Faults gather in `reader`.
  Lstm(TensorReader& reader,
       const std::string& name,
       int layers,
       std::size_t width,
       WeightType type);

  [[nodiscard]] State make_state() const;
  /// x [T, width] in place, one row after another.
  void apply(State& state, std::span<float> x, Workspace& workspace) const;

 private:
  struct Layer {
    Linear input;
    Linear hidden;
  };

  std::size_t width_;
  std::vector<Layer> layers_;
};

}  // namespace melisma::models
