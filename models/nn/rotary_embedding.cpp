#include "models/nn/rotary_embedding.h"

#include <cmath>

namespace melisma::models {

RotaryEmbedding::RotaryEmbedding(std::size_t head_width, double base)
    : head_width_(head_width), frequencies_(head_width / 2) {
  for (std::size_t i = 0; i < frequencies_.size(); ++i) {
    frequencies_[i] =
        std::pow(base, -2.0 * static_cast<double>(i) / static_cast<double>(head_width));
  }
}

void RotaryEmbedding::angles_at(std::int64_t position, RotaryAngles& angles) const {
  angles.cosines.resize(frequencies_.size());
  angles.sines.resize(frequencies_.size());
  for (std::size_t i = 0; i < frequencies_.size(); ++i) {
    const double angle = static_cast<double>(position) * frequencies_[i];
    angles.cosines[i] = static_cast<float>(std::cos(angle));
    angles.sines[i] = static_cast<float>(std::sin(angle));
  }
}

void RotaryEmbedding::rotate(const RotaryAngles& angles, std::span<float> heads) const {
  const std::size_t half = head_width_ / 2;
  for (std::size_t at = 0; at + head_width_ <= heads.size(); at += head_width_) {
    for (std::size_t i = 0; i < half; ++i) {
      const float a = heads[at + i];
      const float b = heads[at + half + i];
      heads[at + i] = a * angles.cosines[i] - b * angles.sines[i];
      heads[at + half + i] = b * angles.cosines[i] + a * angles.sines[i];
    }
  }
}

}  // namespace melisma::models
