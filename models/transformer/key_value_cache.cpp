#include "models/transformer/key_value_cache.h"

#include <algorithm>
#include <utility>

#include "audio/error.h"

namespace melisma::models {
namespace {

constexpr std::size_t kFirstCapacity = 16;

}  // namespace

KeyValueCache::KeyValueCache(const CacheShape& shape)
    : shape_(shape),
      capacity_(shape.window > 0 ? shape.window : kFirstCapacity),
      keys_(make_store(capacity_)),
      values_(make_store(capacity_)) {}

std::size_t KeyValueCache::step_bytes() const noexcept {
  return shape_.head_width * bytes_of(shape_.type);
}

KeyValueCache::Store KeyValueCache::make_store(std::size_t capacity) const {
  const std::size_t steps = shape_.columns * shape_.heads * capacity;
  return {AlignedBytes(steps * step_bytes()),
          AlignedFloats(shape_.type == CacheType::kI8 ? steps : 0)};
}

std::size_t KeyValueCache::memory_bytes() const noexcept {
  return keys_.codes.capacity() + values_.codes.capacity() +
         (keys_.scales.capacity() + values_.scales.capacity()) * sizeof(float);
}

void KeyValueCache::grow() {
  // Only an unlimited cache grows, and it never wraps, so every head is one run from slot 0.
  grow(keys_, 2 * capacity_);
  grow(values_, 2 * capacity_);
  capacity_ *= 2;
}

void KeyValueCache::grow(Store& store, std::size_t capacity) const {
  Store wider = make_store(capacity);
  const std::size_t bytes = step_bytes();
  for (std::size_t head = 0; head < shape_.columns * shape_.heads; ++head) {
    std::copy_n(store.codes.data() + head * capacity_ * bytes,
                size_ * bytes,
                wider.codes.data() + head * capacity * bytes);
    if (!store.scales.empty()) {
      std::copy_n(
          store.scales.data() + head * capacity_, size_, wider.scales.data() + head * capacity);
    }
  }
  store = std::move(wider);
}

void KeyValueCache::advance() {
  if (shape_.window == 0 && size_ == capacity_) {
    grow();
  }
  next_ = next_ == capacity_ ? 0 : next_;
  ++next_;
  size_ = std::min(size_ + 1, capacity_);
}

void KeyValueCache::put(Store& store, std::size_t step, std::span<const float> values) const {
  float no_scale = 0;
  float& scale = store.scales.empty() ? no_scale : store.scales[step];
  store_head(shape_.type, values, store.codes.data() + step * step_bytes(), &scale);
}

void KeyValueCache::store(std::size_t column,
                          std::span<const float> key,
                          std::span<const float> value) {
  const std::size_t width = shape_.head_width;
  MELISMA_ASSERT(next_ > 0 && column < shape_.columns && key.size() == shape_.heads * width &&
                 value.size() == key.size());
  for (std::size_t head = 0; head < shape_.heads; ++head) {
    const std::size_t step = (column * shape_.heads + head) * capacity_ + next_ - 1;
    put(keys_, step, key.subspan(head * width, width));
    put(values_, step, value.subspan(head * width, width));
  }
}

std::array<CachedSteps, 2> KeyValueCache::runs(std::size_t column,
                                               std::size_t head) const noexcept {
  const std::size_t start = (column * shape_.heads + head) * capacity_;
  const auto run = [&](std::size_t first, std::size_t steps) {
    const std::size_t at = start + first;
    return CachedSteps{keys_.codes.data() + at * step_bytes(),
                       values_.codes.data() + at * step_bytes(),
                       keys_.scales.empty() ? nullptr : keys_.scales.data() + at,
                       values_.scales.empty() ? nullptr : values_.scales.data() + at,
                       steps};
  };
  if (size_ < capacity_ || next_ == capacity_) {
    return {run(0, size_), CachedSteps{}};
  }
  return {run(next_, capacity_ - next_), run(0, next_)};
}

void KeyValueCache::clear() noexcept {
  size_ = 0;
  next_ = 0;
}

}  // namespace melisma::models
