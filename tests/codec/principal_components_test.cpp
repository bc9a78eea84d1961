#include "codec/fitting/principal_components.h"

#include <random>

#include <Eigen/QR>

#include <gtest/gtest.h>

#include "audio/error.h"

namespace melisma::codec {
namespace {

/// Points of variance 9, 4, 1, then 0.01 along rotated axes, about a mean.
RowMatrix stretched_points(Eigen::Index count, const Eigen::MatrixXf& axes, const Eigen::VectorXf& mean) {
  std::mt19937 random(3);
  std::normal_distribution<float> normal;
  RowMatrix points(count, axes.rows());
  for (Eigen::Index t = 0; t < count; ++t) {
    Eigen::VectorXf x = Eigen::VectorXf::NullaryExpr(axes.rows(), [&] { return 0.1F * normal(random); });
    x(0) = 3 * normal(random);
    x(1) = 2 * normal(random);
    x(2) = normal(random);
    points.row(t) = (axes * x + mean).transpose();
  }
  return points;
}

TEST(PrincipalComponents, FindsTheAxesInOrderOfVariance) {
  std::mt19937 random(2);
  std::normal_distribution<float> normal;
  const Eigen::MatrixXf noise = Eigen::MatrixXf::NullaryExpr(8, 8, [&] { return normal(random); });
  const Eigen::MatrixXf axes = Eigen::HouseholderQR<Eigen::MatrixXf>(noise).householderQ();
  const Eigen::VectorXf mean = Eigen::VectorXf::LinSpaced(8, -2, 5);
  const RowMatrix points = stretched_points(4000, axes, mean);
  CovarianceAccumulator covariance(8);
  covariance.add(points.topRows(1000));
  covariance.add(points.bottomRows(3000));
  EXPECT_EQ(covariance.count(), 4000);
  const PrincipalComponents components = covariance.solve(3);
  EXPECT_TRUE((components.basis.transpose() * components.basis).isIdentity(1e-4F));
  EXPECT_TRUE(components.mean.isApprox(mean, 0.05F));
  for (Eigen::Index axis = 0; axis < 3; ++axis) {
    EXPECT_GT(std::abs(components.basis.col(axis).dot(axes.col(axis))), 0.98F);
  }
  EXPECT_NEAR(components.explained, 14.0F / 14.05F, 2e-3F);
}

TEST(PrincipalComponents, BlocksDoNotMatter) {
  const RowMatrix points = stretched_points(512, Eigen::MatrixXf::Identity(5, 5), Eigen::VectorXf::Ones(5));
  CovarianceAccumulator whole(5);
  whole.add(points);
  CovarianceAccumulator parts(5);
  parts.add(points.topRows(100));
  parts.add(points.middleRows(100, 300));
  parts.add(points.bottomRows(112));
  EXPECT_TRUE(whole.solve(2).basis.cwiseAbs().isApprox(parts.solve(2).basis.cwiseAbs(), 1e-3F));
}

TEST(PrincipalComponents, NeedsMoreRowsThanComponents) {
  CovarianceAccumulator covariance(5);
  covariance.add(RowMatrix::Random(3, 5));
  EXPECT_THROW((void)covariance.solve(3), ConfigError);
  EXPECT_THROW((void)covariance.solve(6), ConfigError);
  EXPECT_THROW((void)covariance.solve(0), ConfigError);
  (void)covariance.solve(2);
}

}  // namespace
}  // namespace melisma::codec
