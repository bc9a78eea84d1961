#pragma once

#include <cstdint>
#include <vector>

#include "codec/fitting/principal_components.h"

namespace melisma::codec {

struct KMeansOptions {
  int clusters = 1024;
  int iterations = 10;
  std::uint64_t seed = 1;
};

struct KMeansResult {
  RowMatrix centroids;          // [clusters, D]
  std::vector<int> assignment;  // [T]
  double distortion = 0;        // mean squared distance
};

/// Lloyd's algorithm from centroids drawn among the points; a cluster that runs empty restarts at
/// the point farthest from its centroid. Deterministic in seed. points [T, D], T >= clusters.
KMeansResult k_means(const Eigen::Ref<const RowMatrix>& points, const KMeansOptions& options);

/// Index of the nearest centroid of every point, and the squared distances when `distances` is
/// given.
std::vector<int> nearest_centroids(const Eigen::Ref<const RowMatrix>& points,
                                   const RowMatrix& centroids,
                                   std::vector<float>* distances = nullptr);

}  // namespace melisma::codec
