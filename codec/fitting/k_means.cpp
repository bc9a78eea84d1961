#include "codec/fitting/k_means.h"

#include <algorithm>
#include <numeric>
#include <random>
#include <string>

#include "audio/error.h"

namespace melisma::codec {
namespace {

constexpr Eigen::Index kBlock = 2048;

/// The first `count` of a seeded shuffle of 0 .. size - 1, the same on every platform.
std::vector<Eigen::Index> draw_distinct(Eigen::Index size, int count, std::uint64_t seed) {
  std::vector<Eigen::Index> order(static_cast<std::size_t>(size));
  std::iota(order.begin(), order.end(), Eigen::Index{0});
  std::mt19937_64 random(seed);
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    std::swap(order[i], order[i + random() % (order.size() - i)]);
  }
  order.resize(static_cast<std::size_t>(count));
  return order;
}

/// Means of the clusters' points; clusters without any get the points that fit worst.
void move_centroids(const Eigen::Ref<const RowMatrix>& points,
                    const std::vector<int>& assignment,
                    const std::vector<float>& distances,
                    RowMatrix& centroids) {
  Eigen::MatrixXd sums = Eigen::MatrixXd::Zero(centroids.cols(), centroids.rows());
  std::vector<std::int64_t> counts(static_cast<std::size_t>(centroids.rows()), 0);
  for (Eigen::Index t = 0; t < points.rows(); ++t) {
    const int cluster = assignment[static_cast<std::size_t>(t)];
    sums.col(cluster) += points.row(t).transpose().cast<double>();
    ++counts[static_cast<std::size_t>(cluster)];
  }
  std::vector<Eigen::Index> worst(static_cast<std::size_t>(points.rows()));
  std::iota(worst.begin(), worst.end(), Eigen::Index{0});
  const auto empties = std::count(counts.begin(), counts.end(), 0);
  std::partial_sort(worst.begin(), worst.begin() + empties, worst.end(), [&](auto a, auto b) {
    const float da = distances[static_cast<std::size_t>(a)];
    const float db = distances[static_cast<std::size_t>(b)];
    return da != db ? da > db : a < b;
  });
  std::size_t next_worst = 0;
  for (Eigen::Index c = 0; c < centroids.rows(); ++c) {
    const auto count = counts[static_cast<std::size_t>(c)];
    if (count > 0) {
      centroids.row(c) = (sums.col(c) / static_cast<double>(count)).transpose().cast<float>();
    } else {
      centroids.row(c) = points.row(worst[next_worst++]);
    }
  }
}

}  // namespace

std::vector<int> nearest_centroids(const Eigen::Ref<const RowMatrix>& points,
                                   const RowMatrix& centroids,
                                   std::vector<float>* distances) {
  std::vector<int> nearest(static_cast<std::size_t>(points.rows()));
  if (distances != nullptr) {
    distances->resize(nearest.size());
  }
  const Eigen::RowVectorXf half_norms = .5F * centroids.rowwise().squaredNorm().transpose();
  RowMatrix scores;
  for (Eigen::Index begin = 0; begin < points.rows(); begin += kBlock) {
    const Eigen::Index rows = std::min(kBlock, points.rows() - begin);
    // The nearest centroid has the largest x.c - |c|^2 / 2.
    scores.noalias() = points.middleRows(begin, rows) * centroids.transpose();
    scores.rowwise() -= half_norms;
    for (Eigen::Index row = 0; row < rows; ++row) {
      Eigen::Index best = 0;
      const float score = scores.row(row).maxCoeff(&best);
      const auto t = static_cast<std::size_t>(begin + row);
      nearest[t] = static_cast<int>(best);
      if (distances != nullptr) {
        (*distances)[t] = std::max(0.0F, points.row(begin + row).squaredNorm() - 2.0F * score);
      }
    }
  }
  return nearest;
}

KMeansResult k_means(const Eigen::Ref<const RowMatrix>& points, const KMeansOptions& options) {
  if (points.rows() < options.clusters) {
    throw ConfigError("k-means: found " + std::to_string(points.rows()) +
                      " points, wanted at least " + std::to_string(options.clusters) +
                      ". Use a larger corpus.");
  }
  KMeansResult result;
  result.centroids.resize(options.clusters, points.cols());
  const auto chosen = draw_distinct(points.rows(), options.clusters, options.seed);
  for (std::size_t c = 0; c < chosen.size(); ++c) {
    result.centroids.row(static_cast<Eigen::Index>(c)) = points.row(chosen[c]);
  }
  std::vector<float> distances;
  for (int iteration = 0; iteration < options.iterations; ++iteration) {
    result.assignment = nearest_centroids(points, result.centroids, &distances);
    move_centroids(points, result.assignment, distances, result.centroids);
  }
  result.assignment = nearest_centroids(points, result.centroids, &distances);
  result.distortion = std::accumulate(distances.begin(), distances.end(), 0.0) /
                      static_cast<double>(distances.size());
  return result;
}

}  // namespace melisma::codec
