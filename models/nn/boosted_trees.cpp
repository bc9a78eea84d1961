#include "models/nn/boosted_trees.h"

namespace melisma::models {

float BoostedTrees::predict(std::span<const std::uint8_t> row) const {
  float sum = 0;
  for (std::size_t tree = 0; tree < trees(); ++tree) {
    const std::size_t first = tree * nodes();
    std::size_t node = 0;
    for (int level = 0; level < depth; ++level) {
      const bool right = row[input[first + node]] > threshold[first + node];
      node = 2 * node + (right ? 2 : 1);
    }
    sum += value[tree * leaves() + node - nodes()];
  }
  return sum;
}

}  // namespace melisma::models
