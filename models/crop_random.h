#pragma once

#include <cstdint>
#include <initializer_list>

namespace melisma::models {

/// Random numbers as a pure function of a key (SplitMix64, Steele et al. 2014): training data depends on
/// (seed, step, slot) alone, so a resumed or distributed run sees exactly the same crops.
class CropRandom {
 public:
  CropRandom(std::initializer_list<std::uint64_t> key) {
    for (const std::uint64_t part : key) {
      state_ ^= part + 0x9E3779B97F4A7C15ULL + (state_ << 6U) + (state_ >> 2U);
      state_ = next();
    }
  }
  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31U);
  }
  /// In [0, 1).
  double uniform() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }
  /// In [0, count); count must be positive.
  std::int64_t below(std::int64_t count) {
    return static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(count));
  }
  bool chance(double probability) { return uniform() < probability; }

 private:
  std::uint64_t state_ = 0;
};

}  // namespace melisma::models
