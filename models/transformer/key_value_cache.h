#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "models/kernels/aligned_vector.h"
#include "models/kernels/head_attention.h"

namespace melisma::models {

/// Sizes of a cache.
struct CacheShape {
  std::size_t columns = 1;
  std::size_t heads = 1;
  std::size_t head_width = 0;
  std::size_t window = 0;  // 0: unlimited
  CacheType type = CacheType::kF32;
};

/// Keys and values of the last steps of one attention layer, for sequences that advance together.
/// With a window it is a ring of that many steps, allocated at once: streaming without end costs no
/// more memory. Without one it grows by doubling. Copyable.
class KeyValueCache {
 public:
  KeyValueCache() = default;
  explicit KeyValueCache(const CacheShape& shape);

  [[nodiscard]] const CacheShape& shape() const noexcept { return shape_; }
  /// Steps held: at most the window.
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  /// Bytes allocated.
  [[nodiscard]] std::size_t memory_bytes() const noexcept;

  /// Starts a new step, dropping the oldest when the window is full; then store() every column's.
  void advance();
  /// Key and value of all heads, [heads, head width].
  void store(std::size_t column, std::span<const float> key, std::span<const float> value);
  /// The steps of a column's head, oldest first; the second run may be empty.
  [[nodiscard]] std::array<CachedSteps, 2> runs(std::size_t column,
                                                std::size_t head) const noexcept;
  void clear() noexcept;

 private:
  /// One of keys and values: [columns, heads, capacity, head width], and scales [columns, heads,
  /// capacity] where the type has some.
  struct Store {
    AlignedBytes codes;
    AlignedFloats scales;
  };

  [[nodiscard]] std::size_t step_bytes() const noexcept;  // of a head
  [[nodiscard]] Store make_store(std::size_t capacity) const;
  void grow();
  void grow(Store& store, std::size_t capacity) const;
  void put(Store& store, std::size_t step, std::span<const float> values) const;

  CacheShape shape_;
  std::size_t capacity_ = 0;  // steps allocated
  std::size_t size_ = 0;
  std::size_t next_ = 0;  // slot that advance() takes next
  Store keys_;
  Store values_;
};

}  // namespace melisma::models
