#include "codec/fitting/ridge_regression.h"

#include <random>

#include <gtest/gtest.h>

namespace melisma::codec {
namespace {

RowMatrix random_rows(Eigen::Index rows, Eigen::Index columns, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  RowMatrix matrix(rows, columns);
  for (Eigen::Index i = 0; i < matrix.size(); ++i) {
    matrix.data()[i] = normal(random);
  }
  return matrix;
}

TEST(RidgeRegression, FindsAnAffineMapExactly) {
  const RowMatrix x = random_rows(300, 6, 1);
  const RowMatrix weight = random_rows(6, 4, 2);
  const RowMatrix bias = random_rows(1, 4, 3) * 10.0F;
  RowMatrix y = x * weight;
  y.rowwise() += bias.row(0);
  RidgeRegression regression(6, 4);
  regression.add(x.topRows(120), y.topRows(120));
  regression.add(x.bottomRows(180), y.bottomRows(180));
  const Eigen::MatrixXf solution = regression.solve(0);
  EXPECT_TRUE(solution.topRows(6).isApprox(weight, 1e-4F));
  EXPECT_TRUE(solution.bottomRows(1).isApprox(bias, 1e-4F));
}

TEST(RidgeRegression, ResidualsAreOrthogonalToTheInputs) {
  const RowMatrix x = random_rows(200, 5, 4);
  const RowMatrix y = random_rows(200, 3, 5);
  RidgeRegression regression(5, 3);
  regression.add(x, y);
  const Eigen::MatrixXf solution = regression.solve(0);
  RowMatrix error = y - x * solution.topRows(5);
  error.rowwise() -= solution.row(5);
  EXPECT_LT((x.transpose() * error).cwiseAbs().maxCoeff(), 1e-3F);
  EXPECT_LT(error.colwise().sum().cwiseAbs().maxCoeff(), 1e-3F);
}

TEST(RidgeRegression, RidgeShrinksTheWeightsButNotTheBias) {
  const RowMatrix x = random_rows(400, 4, 6);
  RowMatrix y = x * random_rows(4, 2, 7);
  y.array() += 7.0F;
  RidgeRegression regression(4, 2);
  regression.add(x, y);
  const Eigen::MatrixXf free = regression.solve(0);
  const Eigen::MatrixXf tied = regression.solve(1.0);
  EXPECT_NEAR(tied.topRows(4).norm() / free.topRows(4).norm(), 0.5, 0.1);
  EXPECT_NEAR(tied(4, 0), 7.0F, 0.5F);
}

TEST(RidgeRegression, InputsThatNeverVaryAreNoTrouble) {
  RowMatrix x = random_rows(50, 3, 8);
  x.col(1).setZero();
  RidgeRegression regression(3, 1);
  regression.add(x, x.col(0));
  const Eigen::MatrixXf solution = regression.solve(1e-6);
  EXPECT_TRUE(solution.allFinite());
  EXPECT_NEAR(solution(0, 0), 1.0F, 1e-3F);
}

}  // namespace
}  // namespace melisma::codec
