#pragma once

#include <Eigen/Core>

#include "codec/fitting/principal_components.h"

namespace melisma::codec {

/// y = x * weight + bias minimising |y - target|^2 + ridge |weight|^2, from sums over blocks of
/// rows.
class RidgeRegression {
 public:
  RidgeRegression(int inputs, int outputs);
  /// x [T, inputs], y [T, outputs].
  void add(const Eigen::Ref<const RowMatrix>& x, const Eigen::Ref<const RowMatrix>& y);
  /// [inputs + 1, outputs]: weights, then the bias in the last row. `ridge` >= 0 is relative to the
  /// mean of the diagonal; the bias is not penalised.
  [[nodiscard]] Eigen::MatrixXf solve(double ridge) const;

 private:
  Eigen::MatrixXd normal_;  // [inputs + 1, inputs + 1]
  Eigen::MatrixXd right_;   // [inputs + 1, outputs]
};

}  // namespace melisma::codec
