#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace melisma::models {

/// Cosines and sines of one position's angles, d / 2 of each.
struct RotaryAngles {
  std::vector<float> cosines;
  std::vector<float> sines;
};

/// Rotary positions (Su et al. 2021, arXiv 2104.09864), half-split: value i of a head turns
/// together with value i + d/2 by position * base^(-2i/d). Angles are computed in double precision,
/// so that hours of frames keep their relative positions. Immutable, thread-safe.
class RotaryEmbedding {
 public:
  RotaryEmbedding() = default;
  RotaryEmbedding(std::size_t head_width, double base);

  /// Resizes `angles` at first use only.
  void angles_at(std::int64_t position, RotaryAngles& angles) const;
  /// Turns every head of `heads` [count, d] in place.
  void rotate(const RotaryAngles& angles, std::span<float> heads) const;

 private:
  std::size_t head_width_ = 0;
  std::vector<double> frequencies_;  // base^(-2i/d), radians a position
};

}  // namespace melisma::models
