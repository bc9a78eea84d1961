#include "codec/fitting/principal_components.h"

#include <string>

#include <Eigen/Eigenvalues>

#include "audio/error.h"

namespace melisma::codec {

CovarianceAccumulator::CovarianceAccumulator(int width)
    : second_moment_(Eigen::MatrixXd::Zero(width, width)), sum_(Eigen::VectorXd::Zero(width)) {}

void CovarianceAccumulator::add(const Eigen::Ref<const RowMatrix>& rows) {
  // The product runs in float (fast), the running sum in double (exact enough for millions of
  // rows).
  const Eigen::MatrixXf product = rows.transpose() * rows;
  second_moment_ += product.cast<double>();
  sum_ += rows.cast<double>().colwise().sum().transpose();
  count_ += rows.rows();
}

PrincipalComponents CovarianceAccumulator::solve(int components) const {
  if (components < 1 || components > sum_.size() || count_ <= components) {
    throw ConfigError("principal components: found " + std::to_string(count_) + " frames of " +
                      std::to_string(sum_.size()) + " features for " + std::to_string(components) +
                      " components; wanted more frames than components. Use a larger corpus.");
  }
  const double scale = 1.0 / static_cast<double>(count_);
  const Eigen::VectorXd mean = sum_ * scale;
  const Eigen::MatrixXd covariance = second_moment_ * scale - mean * mean.transpose();
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(covariance);
  PrincipalComponents result;
  result.mean = mean.cast<float>();
  result.basis = solver.eigenvectors().rightCols(components).rowwise().reverse().cast<float>();
  result.explained =
      static_cast<float>(solver.eigenvalues().tail(components).sum() / solver.eigenvalues().sum());
  return result;
}

}  // namespace melisma::codec
