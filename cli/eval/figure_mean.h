#pragma once

#include <cmath>
#include <cstdint>
#include <optional>

namespace melisma::cli {

/// The mean of the figures that could be measured; empty ones and those not finite are left out.
class FigureMean {
 public:
  void add(std::optional<double> figure) {
    if (figure.has_value() && std::isfinite(*figure)) {
      sum_ += *figure;
      ++count_;
    }
  }
  [[nodiscard]] std::optional<double> mean() const {
    return count_ == 0 ? std::nullopt : std::optional<double>(sum_ / static_cast<double>(count_));
  }
  [[nodiscard]] std::int64_t count() const noexcept { return count_; }

 private:
  double sum_ = 0;
  std::int64_t count_ = 0;
};

}  // namespace melisma::cli
