#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace melisma::models {

/// A sum of regression trees (gradient boosting, Friedman 2001, doi 10.1214/aos/1013203451) over
/// small whole numbers. Every tree is a complete binary tree of depth `depth`, so its size is fixed
/// and no walk can leave it: from node n a row x goes to 2n + 1 when x[input[n]] <= threshold[n],
/// else to 2n + 2. A node that splits nothing has threshold 255.
struct BoostedTrees {
  int depth = 1;
  std::vector<std::uint8_t> input;      // [trees][2^depth - 1]
  std::vector<std::uint8_t> threshold;  // [trees][2^depth - 1]
  std::vector<float> value;             // [trees][2^depth]

  [[nodiscard]] std::size_t nodes() const noexcept { return (std::size_t{1} << depth) - 1; }
  [[nodiscard]] std::size_t leaves() const noexcept { return std::size_t{1} << depth; }
  [[nodiscard]] std::size_t trees() const noexcept { return value.size() / leaves(); }

  /// `row` has every input that the trees name.
  [[nodiscard]] float predict(std::span<const std::uint8_t> row) const;
};

}  // namespace melisma::models
