#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <span>
#include <type_traits>
#include <vector>

namespace melisma::synth {

/// A queue between exactly two threads without locks: one owns the Writer, one the Reader. Each end
/// acquires the other's position and releases its own; the position of the other is looked at
/// only when what is remembered of it does not suffice. Nothing allocates after construction.
template <typename T>
class SpscRing {
  static_assert(std::is_trivially_copyable_v<T>);
  static_assert(std::atomic<std::size_t>::is_always_lock_free);

 public:
  /// Holds at least `least` values, 1 or more.
  explicit SpscRing(std::size_t least)
      : values_(std::bit_ceil(std::max<std::size_t>(least, 1))), mask_(values_.size() - 1) {}
  SpscRing(const SpscRing&) = delete;
  SpscRing& operator=(const SpscRing&) = delete;

  [[nodiscard]] std::size_t capacity() const noexcept { return values_.size(); }

  class Writer {
   public:
    explicit Writer(SpscRing& ring) noexcept : ring_(&ring) {}
    [[nodiscard]] std::size_t space() noexcept {
      read_ = ring_->read_.load(std::memory_order_acquire);
      return ring_->capacity() - (ring_->written_.load(std::memory_order_relaxed) - read_);
    }
    /// Takes as many of `values` as there is space for; returns how many.
    std::size_t write(std::span<const T> values) noexcept {
      const std::size_t at = ring_->written_.load(std::memory_order_relaxed);
      if (ring_->capacity() - (at - read_) < values.size()) {
        read_ = ring_->read_.load(std::memory_order_acquire);
      }
      const std::size_t count = std::min(values.size(), ring_->capacity() - (at - read_));
      const std::size_t first = std::min(count, ring_->capacity() - (at & ring_->mask_));
      T* const to = ring_->values_.data();
      std::copy_n(values.data(), first, to + (at & ring_->mask_));
      std::copy_n(values.data() + first, count - first, to);
      ring_->written_.store(at + count, std::memory_order_release);
      return count;
    }

   private:
    SpscRing* ring_;
    std::size_t read_ = 0;  // the reader's position when last looked at
  };

  class Reader {
   public:
    explicit Reader(SpscRing& ring) noexcept : ring_(&ring) {}
    [[nodiscard]] std::size_t available() noexcept {
      written_ = ring_->written_.load(std::memory_order_acquire);
      return written_ - ring_->read_.load(std::memory_order_relaxed);
    }
    /// Fills as much of `values` as there is; returns how many.
    std::size_t read(std::span<T> values) noexcept {
      const std::size_t at = ring_->read_.load(std::memory_order_relaxed);
      if (written_ - at < values.size()) {
        written_ = ring_->written_.load(std::memory_order_acquire);
      }
      const std::size_t count = std::min(values.size(), written_ - at);
      const std::size_t first = std::min(count, ring_->capacity() - (at & ring_->mask_));
      const T* const from = ring_->values_.data();
      std::copy_n(from + (at & ring_->mask_), first, values.data());
      std::copy_n(from, count - first, values.data() + first);
      ring_->read_.store(at + count, std::memory_order_release);
      return count;
    }

   private:
    SpscRing* ring_;
    std::size_t written_ = 0;  // the writer's position when last looked at
  };

 private:
  std::vector<T> values_;
  std::size_t mask_;
  // Positions only grow; on lines of their own, so that the two threads do not fight over one.
  alignas(64) std::atomic<std::size_t> written_{0};
  alignas(64) std::atomic<std::size_t> read_{0};
};

}  // namespace melisma::synth
