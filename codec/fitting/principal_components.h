#pragma once

#include <cstdint>

#include <Eigen/Core>

namespace melisma::codec {

/// Row-major [rows, columns], the layout of features [T, F] and latents [T, D].
using RowMatrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// z = (x - mean) * basis: the directions of largest variance, largest first.
struct PrincipalComponents {
  Eigen::VectorXf mean;   // [F]
  Eigen::MatrixXf basis;  // [F, D], orthonormal columns
  float explained = 0;    // share of the variance the D directions hold
};

/// Adds up mean and covariance over blocks of rows, so that features never lie in memory all at
/// once.
class CovarianceAccumulator {
 public:
  explicit CovarianceAccumulator(int width);
  void add(const Eigen::Ref<const RowMatrix>& rows);
  [[nodiscard]] std::int64_t count() const { return count_; }
  /// The `components` leading directions; throws ConfigError when there are fewer rows than that.
  [[nodiscard]] PrincipalComponents solve(int components) const;

 private:
  Eigen::MatrixXd second_moment_;  // [F, F], lower half
  Eigen::VectorXd sum_;            // [F]
  std::int64_t count_ = 0;
};

}  // namespace melisma::codec
