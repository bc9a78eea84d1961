#include "models/transformer/key_value_cache.h"

#include <algorithm>

#include "audio/error.h"

namespace melisma::models {
namespace {

constexpr std::size_t kFirstCapacity = 16;

}  // namespace

KeyValueCache::KeyValueCache(std::size_t columns, std::size_t width, std::size_t window)
    : columns_(columns),
      width_(width),
      window_(window),
      capacity_(window > 0 ? window : kFirstCapacity),
      keys_(columns * capacity_ * width),
      values_(columns * capacity_ * width) {}

std::size_t KeyValueCache::memory_bytes() const noexcept {
  return (keys_.capacity() + values_.capacity()) * sizeof(float);
}

void KeyValueCache::grow() {
  // Only an unlimited cache grows, and it never wraps, so every column is one run from slot 0.
  const std::size_t wider = 2 * capacity_;
  AlignedFloats keys(columns_ * wider * width_);
  AlignedFloats values(columns_ * wider * width_);
  for (std::size_t c = 0; c < columns_; ++c) {
    const auto from = static_cast<std::ptrdiff_t>(c * capacity_ * width_);
    const auto to = static_cast<std::ptrdiff_t>(c * wider * width_);
    const auto count = static_cast<std::ptrdiff_t>(size_ * width_);
    std::copy_n(keys_.begin() + from, count, keys.begin() + to);
    std::copy_n(values_.begin() + from, count, values.begin() + to);
  }
  keys_ = std::move(keys);
  values_ = std::move(values);
  capacity_ = wider;
}

void KeyValueCache::advance() {
  if (window_ == 0 && size_ == capacity_) {
    grow();
  }
  next_ = next_ == capacity_ ? 0 : next_;
  ++next_;
  size_ = std::min(size_ + 1, capacity_);
}

void KeyValueCache::store(std::size_t column,
                          std::span<const float> key,
                          std::span<const float> value) {
  MELISMA_ASSERT(next_ > 0 && column < columns_ && key.size() == width_ && value.size() == width_);
  const std::size_t at = (column * capacity_ + next_ - 1) * width_;
  std::copy(key.begin(), key.end(), keys_.data() + at);
  std::copy(value.begin(), value.end(), values_.data() + at);
}

std::array<KeyValueCache::Run, 2> KeyValueCache::runs(std::size_t column) const noexcept {
  const float* keys = keys_.data() + column * capacity_ * width_;
  const float* values = values_.data() + column * capacity_ * width_;
  if (size_ < capacity_ || next_ == capacity_) {
    return {Run{keys, values, size_}, Run{}};
  }
  const std::size_t oldest = next_ * width_;
  return {Run{keys + oldest, values + oldest, capacity_ - next_}, Run{keys, values, next_}};
}

void KeyValueCache::clear() noexcept {
  size_ = 0;
  next_ = 0;
}

}  // namespace melisma::models
