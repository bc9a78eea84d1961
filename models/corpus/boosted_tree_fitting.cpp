#include "models/corpus/boosted_tree_fitting.h"

#include <algorithm>
#include <array>

#include "audio/error.h"
#include "models/crop_random.h"

namespace melisma::models {
namespace {

constexpr std::size_t kBins = kLargestTreeInput + 1;

struct Bin {
  double sum = 0;
  double rows = 0;
};

struct Split {
  double gain = 0;  // of the squared error
  std::size_t input = 0;
  std::uint8_t threshold = 255;
};

/// Fits one tree at a time to the residuals.
class TreeFitter {
 public:
  TreeFitter(std::span<const std::uint8_t> columns,
             std::span<const float> targets,
             const BoostedTreeOptions& options)
      : columns_(columns),
        options_(options),
        residual_(targets.begin(), targets.end()),
        inputs_(columns.size() / targets.size()) {}

  void add_tree(int number, BoostedTrees& trees) {
    draw_rows(number);
    const std::size_t first = trees.input.size();
    trees.input.resize(first + trees.nodes(), 0);
    trees.threshold.resize(first + trees.nodes(), 255);
    node_of_.assign(rows_.size(), 0);
    for (int level = 0; level < trees.depth; ++level) {
      const std::size_t width = std::size_t{1} << level;
      const auto splits = best_splits(width);
      for (std::size_t k = 0; k < width; ++k) {
        trees.input[first + width - 1 + k] = static_cast<std::uint8_t>(splits[k].input);
        trees.threshold[first + width - 1 + k] = splits[k].threshold;
      }
      descend(splits);
    }
    put_values(first, trees);
  }

 private:
  void draw_rows(int number) {
    CropRandom random{options_.seed, 0x7eeU, static_cast<std::uint64_t>(number)};
    rows_.clear();
    for (std::size_t row = 0; row < residual_.size(); ++row) {
      if (random.chance(options_.row_share)) {
        rows_.push_back(static_cast<std::uint32_t>(row));
      }
    }
  }

  [[nodiscard]] std::span<const std::uint8_t> column(std::size_t input) const {
    return columns_.subspan(input * residual_.size(), residual_.size());
  }

  std::vector<Split> best_splits(std::size_t width) {
    std::vector<Split> best(width);
    std::vector<Bin> bins(width * kBins);
    drawn_residual_.resize(rows_.size());
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      drawn_residual_[r] = residual_[rows_[r]];
    }
    for (std::size_t input = 0; input < inputs_; ++input) {
      std::fill(bins.begin(), bins.end(), Bin{});
      const auto values = column(input);
      for (std::size_t r = 0; r < rows_.size(); ++r) {
        Bin& bin = bins[node_of_[r] * kBins + values[rows_[r]]];
        bin.sum += static_cast<double>(drawn_residual_[r]);
        bin.rows += 1;
      }
      for (std::size_t node = 0; node < width; ++node) {
        consider(input, std::span(bins).subspan(node * kBins, kBins), best[node]);
      }
    }
    return best;
  }

  /// Tries every threshold of one input for one node.
  void consider(std::size_t input, std::span<const Bin> bins, Split& best) const {
    Bin all;
    for (const Bin& bin : bins) {
      all.sum += bin.sum;
      all.rows += bin.rows;
    }
    const auto score = [&](const Bin& side) {
      return side.sum * side.sum / (side.rows + options_.ridge);
    };
    const auto least = static_cast<double>(options_.least_rows);
    Bin left;
    for (std::size_t threshold = 0; threshold + 1 < kBins; ++threshold) {
      left.sum += bins[threshold].sum;
      left.rows += bins[threshold].rows;
      const Bin right{all.sum - left.sum, all.rows - left.rows};
      if (bins[threshold].rows == 0 || left.rows < least || right.rows < least) {
        continue;
      }
      const double gain = score(left) + score(right) - score(all);
      if (gain > best.gain * (1 + 1e-9)) {
        best = {gain, input, static_cast<std::uint8_t>(threshold)};
      }
    }
  }

  void descend(const std::vector<Split>& splits) {
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      const Split& split = splits[node_of_[r]];
      const bool right = column(split.input)[rows_[r]] > split.threshold;
      node_of_[r] = 2 * node_of_[r] + (right ? 1 : 0);
    }
  }

  void put_values(std::size_t first, BoostedTrees& trees) {
    std::vector<Bin> leaves(trees.leaves());
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      leaves[node_of_[r]].sum += static_cast<double>(drawn_residual_[r]);
      leaves[node_of_[r]].rows += 1;
    }
    const std::size_t first_leaf = trees.value.size();
    for (const Bin& leaf : leaves) {
      trees.value.push_back(
          static_cast<float>(options_.shrinkage * leaf.sum / (leaf.rows + options_.ridge)));
    }
    for (std::size_t row = 0; row < residual_.size(); ++row) {
      std::size_t node = 0;
      for (int level = 0; level < trees.depth; ++level) {
        const std::size_t place = first + node;
        const bool right = column(trees.input[place])[row] > trees.threshold[place];
        node = 2 * node + (right ? 2 : 1);
      }
      residual_[row] -= trees.value[first_leaf + node - trees.nodes()];
    }
  }

  std::span<const std::uint8_t> columns_;
  const BoostedTreeOptions& options_;
  std::vector<float> residual_;
  std::size_t inputs_;
  std::vector<std::uint32_t> rows_;     // that this tree sees
  std::vector<std::uint32_t> node_of_;  // of each drawn row: its node in the present level
  std::vector<float> drawn_residual_;
};

}  // namespace

BoostedTrees fit_boosted_trees(std::span<const std::uint8_t> columns,
                               std::span<const float> targets,
                               const BoostedTreeOptions& options,
                               const std::atomic<bool>& stop,
                               const std::function<void(int)>& progress) {
  MELISMA_ASSERT(!targets.empty() && columns.size() % targets.size() == 0);
  MELISMA_ASSERT(options.depth >= 1 && options.depth <= 10 && options.trees >= 1);
  MELISMA_ASSERT(std::ranges::all_of(columns, [](auto x) { return x <= kLargestTreeInput; }));
  BoostedTrees trees;
  trees.depth = options.depth;
  TreeFitter fitter(columns, targets, options);
  for (int number = 0; number < options.trees; ++number) {
    if (stop.load(std::memory_order_relaxed)) {
      throw Interrupted();
    }
    fitter.add_tree(number, trees);
    if (progress) {
      progress(number + 1);
    }
  }
  return trees;
}

}  // namespace melisma::models
