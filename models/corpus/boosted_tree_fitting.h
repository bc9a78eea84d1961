#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "models/nn/boosted_trees.h"

namespace melisma::models {

struct BoostedTreeOptions {
  int trees = 600;
  int depth = 9;                 // 1..10
  double shrinkage = 0.12;       // share of each tree's step that is taken
  double row_share = 0.5;        // of rows that each tree sees
  std::int64_t least_rows = 10;  // of a leaf
  double ridge = 1.0;            // rows of value zero added to every leaf
  std::uint64_t seed = 1;
};

/// Fits trees to targets by least squares: each tree to what the trees before it leave, on a drawn
/// part of the rows (stochastic gradient boosting, Friedman 2002), level by level over histograms.
/// `columns` is [inputs][rows], values at most kLargestTreeInput. One thread; the same arguments
/// give the same trees. `progress` hears the trees done. Throws Interrupted when `stop` is raised.
inline constexpr int kLargestTreeInput = 63;
BoostedTrees fit_boosted_trees(std::span<const std::uint8_t> columns,
                               std::span<const float> targets,
                               const BoostedTreeOptions& options,
                               const std::atomic<bool>& stop,
                               const std::function<void(int)>& progress = {});

}  // namespace melisma::models
