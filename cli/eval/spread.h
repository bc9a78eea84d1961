#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <vector>

namespace melisma::cli {

/// Figures of one kind from many outputs: where they lie. Those that are not finite are left out.
class Spread {
 public:
  void add(double figure) {
    if (std::isfinite(figure)) {
      figures_.insert(std::upper_bound(figures_.begin(), figures_.end(), figure), figure);
    }
  }
  [[nodiscard]] bool empty() const noexcept { return figures_.empty(); }
  /// 0 of none, as are the others.
  [[nodiscard]] double mean() const {
    return empty() ? 0 : std::accumulate(figures_.begin(), figures_.end(), 0.0) / count();
  }
  /// Standard deviation.
  [[nodiscard]] double deviation() const {
    const double middle = mean();
    double sum = 0;
    for (const double figure : figures_) {
      sum += (figure - middle) * (figure - middle);
    }
    return empty() ? 0 : std::sqrt(sum / count());
  }
  /// The figure that so great a share (0..1) of them does not exceed.
  [[nodiscard]] double quantile(double share) const {
    const auto last = static_cast<double>(figures_.size() - 1);
    return empty() ? 0 : figures_[static_cast<std::size_t>(std::lround(share * last))];
  }
  /// Share of them from `low` to `high`, ends included.
  [[nodiscard]] double share_within(double low, double high) const {
    const auto inside = std::count_if(
        figures_.begin(), figures_.end(), [&](double each) { return each >= low && each <= high; });
    return empty() ? 0 : static_cast<double>(inside) / count();
  }

 private:
  [[nodiscard]] double count() const { return static_cast<double>(figures_.size()); }
  std::vector<double> figures_;  // rising
};

}  // namespace melisma::cli
