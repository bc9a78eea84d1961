#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

namespace melisma::cli {

/// The least value that a part `q`, 0 to 1, of all is at or below; 0 of none. `sorted` rises.
inline double quantile(const std::vector<double>& sorted, double q) {
  if (sorted.empty()) {
    return 0;
  }
  const auto place = static_cast<std::size_t>(std::ceil(q * static_cast<double>(sorted.size())));
  return sorted[std::clamp<std::size_t>(place, 1, sorted.size()) - 1];
}

}  // namespace melisma::cli
