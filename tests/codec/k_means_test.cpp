#include "codec/fitting/k_means.h"

#include <random>
#include <set>

#include <gtest/gtest.h>

#include "audio/error.h"

namespace melisma::codec {
namespace {

RowMatrix random_points(Eigen::Index count, Eigen::Index width, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  RowMatrix points(count, width);
  for (Eigen::Index i = 0; i < points.size(); ++i) {
    points.data()[i] = normal(random);
  }
  return points;
}

TEST(KMeans, FindsClustersThatAreThere) {
  RowMatrix points = random_points(600, 8, 1) * 0.05F;
  for (Eigen::Index t = 0; t < points.rows(); ++t) {
    points(t, t % 6) += 5.0F;
  }
  // Lloyd's algorithm may stop in a local optimum from one start, not from each of several.
  double best = 1e9;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    best = std::min(best, k_means(points, {6, 20, seed}).distortion);
  }
  EXPECT_LT(best, 8 * 0.05 * 0.05 * 1.05);
}

TEST(KMeans, MoreIterationsNeverRaiseTheDistortion) {
  const RowMatrix points = random_points(1500, 10, 2);
  double last = 1e9;
  for (const int iterations : {0, 1, 2, 4, 8, 16}) {
    const double distortion = k_means(points, {32, iterations, 3}).distortion;
    EXPECT_LE(distortion, last * (1 + 1e-6)) << iterations << " iterations";
    last = distortion;
  }
  EXPECT_LT(last, 0.9 * k_means(points, {32, 0, 3}).distortion);
}

TEST(KMeans, SameSeedSameCentroidsAnotherSeedOthers) {
  const RowMatrix points = random_points(500, 6, 3);
  EXPECT_EQ(k_means(points, {16, 5, 7}).centroids, k_means(points, {16, 5, 7}).centroids);
  EXPECT_NE(k_means(points, {16, 5, 7}).centroids, k_means(points, {16, 5, 8}).centroids);
}

TEST(KMeans, DistortionIsTheMeanSquaredDistanceToTheNearestCentroid) {
  const RowMatrix points = random_points(300, 5, 4);
  const KMeansResult result = k_means(points, {9, 3, 1});
  double sum = 0;
  for (Eigen::Index t = 0; t < points.rows(); ++t) {
    const Eigen::VectorXf distances =
        (result.centroids.rowwise() - points.row(t)).rowwise().squaredNorm();
    Eigen::Index nearest = 0;
    sum += static_cast<double>(distances.minCoeff(&nearest));
    EXPECT_EQ(result.assignment[static_cast<std::size_t>(t)], nearest);
  }
  EXPECT_NEAR(result.distortion, sum / 300, 1e-4);
}

TEST(KMeans, EmptyClustersMoveToPointsThatFitWorst) {
  // Most points are equal, so that most drawn centroids coincide and run empty.
  RowMatrix points = RowMatrix::Zero(200, 3);
  points.row(10) << 9, 0, 0;
  points.row(20) << 0, 9, 0;
  const KMeansResult result = k_means(points, {4, 4, 1});
  EXPECT_NEAR(result.distortion, 0.0, 1e-6);
  EXPECT_NE(result.assignment[10], result.assignment[20]);
}

TEST(KMeans, NeedsAsManyPointsAsClusters) {
  EXPECT_THROW(k_means(RowMatrix::Zero(3, 2), {4, 1, 1}), ConfigError);
}

}  // namespace
}  // namespace melisma::codec
