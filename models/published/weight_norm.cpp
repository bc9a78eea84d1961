#include "models/published/weight_norm.h"

#include <cmath>
#include <span>

namespace melisma::models {

std::vector<float> read_weight_norm(TensorReader& reader,
                                    const std::string& name,
                                    const std::vector<std::int64_t>& shape) {
  const std::string newer = name + ".parametrizations.weight.original";
  const bool is_newer = reader.contains(newer + "0");
  const auto g = reader.floats(is_newer ? newer + "0" : name + ".weight_g", {shape[0], 1, 1});
  auto weights = reader.floats(is_newer ? newer + "1" : name + ".weight_v", shape);
  const std::size_t row = weights.size() / g.size();
  for (std::size_t r = 0; r < g.size(); ++r) {
    const auto values = std::span(weights).subspan(r * row, row);
    double square = 0;
    for (const float value : values) {
      square += double{value} * double{value};
    }
    const auto scale = static_cast<float>(g[r] / std::sqrt(square));
    for (float& value : values) {
      value *= scale;
    }
  }
  return weights;
}

}  // namespace melisma::models
