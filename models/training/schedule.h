#pragma once

#include <cstdint>
#include <string>

namespace melisma::models {

/// Linear warm-up, then a cosine down to 5 % of the top rate (Loshchilov and Hutter 2017, arXiv
/// 1608.03983). The cosine runs over `progress`, 0 to 1, which grows by `increment` a step: 1 / steps when
/// trained by steps, estimated from the measured speed when trained by minutes. Kept in the checkpoint.
struct Schedule {
  std::int64_t begin = 0;       // step at which this cosine began (0, or a warm restart)
  std::int64_t warmup = 150;    // steps
  double progress = 0;
  double increment = 0;

  /// Factor of the top learning rate, for the step about to be done.
  [[nodiscard]] double factor(std::int64_t step) const;
  [[nodiscard]] bool finished() const { return progress >= 1.0 - 1e-9; }
  void advance() { progress += increment; }
  /// Spreads what is left of the cosine over `steps` steps.
  void spread(double steps) { increment = steps < 1 ? 1.0 - progress : (1.0 - progress) / steps; }
  bool operator==(const Schedule&) const = default;
};

std::string to_json(const Schedule& schedule);
Schedule schedule_from_json(const std::string& text);

}  // namespace melisma::models
