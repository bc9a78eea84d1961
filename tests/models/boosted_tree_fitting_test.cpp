#include "models/corpus/boosted_tree_fitting.h"

#include <cmath>

#include <gtest/gtest.h>

#include "audio/error.h"
#include "models/crop_random.h"

namespace melisma::models {
namespace {

/// Three columns of drawn values; the target follows two of them, with an interaction.
struct Toy {
  std::vector<std::uint8_t> columns;
  std::vector<float> targets;
  static constexpr std::size_t kRows = 4000;

  Toy() : columns(3 * kRows) {
    CropRandom random{7};
    for (std::size_t row = 0; row < kRows; ++row) {
      for (std::size_t input = 0; input < 3; ++input) {
        columns[input * kRows + row] = static_cast<std::uint8_t>(random.below(40));
      }
      targets.push_back(wanted(at(row, 0), at(row, 1)));
    }
  }
  [[nodiscard]] std::uint8_t at(std::size_t row, std::size_t input) const {
    return columns[input * kRows + row];
  }
  static float wanted(int a, int b) { return a > 20 && b == 3 ? 2.0F : a > 10 ? 0.5F : -1.0F; }
};

double error_of(const BoostedTrees& trees) {
  double squares = 0;
  int count = 0;
  for (int a = 0; a < 40; ++a) {
    for (int b = 0; b < 40; ++b) {
      const std::uint8_t row[] = {static_cast<std::uint8_t>(a), static_cast<std::uint8_t>(b), 9};
      const double error = static_cast<double>(trees.predict(row) - Toy::wanted(a, b));
      squares += error * error;
      ++count;
    }
  }
  return std::sqrt(squares / count);
}

TEST(BoostedTreeFitting, LearnsAnInteractionOfTwoInputs) {
  const Toy toy;
  BoostedTreeOptions options;
  options.trees = 60;
  options.depth = 4;
  const std::atomic<bool> stop{false};
  const BoostedTrees trees = fit_boosted_trees(toy.columns, toy.targets, options, stop);
  EXPECT_EQ(trees.trees(), 60U);
  EXPECT_LT(error_of(trees), 0.02);
  options.trees = 1;
  EXPECT_GT(error_of(fit_boosted_trees(toy.columns, toy.targets, options, stop)), 0.3);
}

TEST(BoostedTreeFitting, IsAFunctionOfItsArguments) {
  const Toy toy;
  BoostedTreeOptions options;
  options.trees = 5;
  const std::atomic<bool> stop{false};
  const BoostedTrees first = fit_boosted_trees(toy.columns, toy.targets, options, stop);
  const BoostedTrees second = fit_boosted_trees(toy.columns, toy.targets, options, stop);
  EXPECT_EQ(first.value, second.value);
  EXPECT_EQ(first.threshold, second.threshold);
  options.seed = 2;
  EXPECT_NE(fit_boosted_trees(toy.columns, toy.targets, options, stop).value, first.value);
}

TEST(BoostedTreeFitting, LeavesHaveEnoughRows) {
  // One odd row among many must not get a leaf of its own.
  std::vector<std::uint8_t> column(100, 0);
  std::vector<float> targets(100, 0.0F);
  column[50] = 63;
  targets[50] = 100.0F;
  BoostedTreeOptions options;
  options.trees = 1;
  options.depth = 1;
  options.row_share = 1;
  const std::atomic<bool> stop{false};
  const BoostedTrees trees = fit_boosted_trees(column, targets, options, stop);
  EXPECT_EQ(trees.threshold[0], 255);
}

TEST(BoostedTreeFitting, StopsWhenAsked) {
  const Toy toy;
  std::atomic<bool> stop{false};
  EXPECT_THROW(
      fit_boosted_trees(toy.columns, toy.targets, {}, stop, [&](int tree) { stop = tree >= 2; }),
      Interrupted);
}

}  // namespace
}  // namespace melisma::models
