#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace melisma::models {

/// Allocates on cache-line boundaries, so that no vector load of a weight row straddles two lines.
template <typename T>
struct CacheLineAllocator {
  using value_type = T;
  static constexpr std::align_val_t kAlignment{64};

  CacheLineAllocator() = default;
  template <typename U>
  explicit(false) CacheLineAllocator(const CacheLineAllocator<U>& /*other*/) noexcept {}

  T* allocate(std::size_t count) {
    if (count > static_cast<std::size_t>(-1) / sizeof(T)) {
      throw std::bad_array_new_length();
    }
    return static_cast<T*>(::operator new(count * sizeof(T), kAlignment));
  }
  void deallocate(T* pointer, std::size_t /*count*/) noexcept {
    ::operator delete(pointer, kAlignment);
  }
  bool operator==(const CacheLineAllocator&) const = default;
};

using AlignedFloats = std::vector<float, CacheLineAllocator<float>>;
using AlignedBytes = std::vector<std::byte, CacheLineAllocator<std::byte>>;

}  // namespace melisma::models
