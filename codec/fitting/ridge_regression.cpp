#include "codec/fitting/ridge_regression.h"

#include <Eigen/Cholesky>

namespace melisma::codec {

RidgeRegression::RidgeRegression(int inputs, int outputs)
    : normal_(Eigen::MatrixXd::Zero(inputs + 1, inputs + 1)),
      right_(Eigen::MatrixXd::Zero(inputs + 1, outputs)) {}

void RidgeRegression::add(const Eigen::Ref<const RowMatrix>& x,
                          const Eigen::Ref<const RowMatrix>& y) {
  RowMatrix extended(x.rows(), x.cols() + 1);
  extended.leftCols(x.cols()) = x;
  extended.rightCols<1>().setOnes();
  const Eigen::MatrixXf normal = extended.transpose() * extended;
  const Eigen::MatrixXf right = extended.transpose() * y;
  normal_ += normal.cast<double>();
  right_ += right.cast<double>();
}

Eigen::MatrixXf RidgeRegression::solve(double ridge) const {
  const Eigen::Index inputs = normal_.rows() - 1;
  Eigen::MatrixXd penalised = normal_;
  penalised.diagonal().head(inputs).array() +=
      ridge * normal_.diagonal().head(inputs).mean() + 1e-12;
  return penalised.ldlt().solve(right_).cast<float>();
}

}  // namespace melisma::codec
