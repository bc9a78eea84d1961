#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "models/nn/aligned_vector.h"

namespace melisma::models {

/// Keys and values of the last steps of one attention layer, for `columns` sequences that advance
/// together. With a window it is a ring of that many steps, allocated at once: streaming without
/// end costs no more memory. Without one (window 0) it grows by doubling. Copyable.
class KeyValueCache {
 public:
  /// A run of steps that lie one after another, width() values a step.
  struct Run {
    const float* keys = nullptr;
    const float* values = nullptr;
    std::size_t steps = 0;
  };

  KeyValueCache() = default;
  KeyValueCache(std::size_t columns, std::size_t width, std::size_t window);

  [[nodiscard]] std::size_t width() const noexcept { return width_; }
  /// Steps held: at most the window.
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  /// Bytes allocated.
  [[nodiscard]] std::size_t memory_bytes() const noexcept;

  /// Starts a new step, dropping the oldest when the window is full; then store() every column's.
  void advance();
  void store(std::size_t column, std::span<const float> key, std::span<const float> value);
  /// The steps of a column, oldest first; the second run may be empty.
  [[nodiscard]] std::array<Run, 2> runs(std::size_t column) const noexcept;
  void clear() noexcept;

 private:
  void grow();

  std::size_t columns_ = 0;
  std::size_t width_ = 0;
  std::size_t window_ = 0;    // 0: unlimited
  std::size_t capacity_ = 0;  // steps allocated
  std::size_t size_ = 0;
  std::size_t next_ = 0;  // slot that advance() takes next
  AlignedFloats keys_;    // [columns, capacity, width]
  AlignedFloats values_;  // [columns, capacity, width]
};

}  // namespace melisma::models
