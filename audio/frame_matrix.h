#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace melisma::audio {

/// A dense [frames x columns] table, one row a frame (row-major): spectrograms, mel and chroma
/// features.
template <typename Value>
class FrameTable {
 public:
  FrameTable() = default;
  FrameTable(std::size_t frames, std::size_t columns)
      : frames_(frames), columns_(columns), values_(frames * columns) {}

  [[nodiscard]] std::size_t frames() const noexcept { return frames_; }
  [[nodiscard]] std::size_t columns() const noexcept { return columns_; }
  [[nodiscard]] std::span<Value> row(std::size_t frame) {
    return std::span(values_).subspan(frame * columns_, columns_);
  }
  [[nodiscard]] std::span<const Value> row(std::size_t frame) const {
    return std::span(values_).subspan(frame * columns_, columns_);
  }
  [[nodiscard]] std::span<Value> values() noexcept { return values_; }
  [[nodiscard]] std::span<const Value> values() const noexcept { return values_; }

 private:
  std::size_t frames_ = 0;
  std::size_t columns_ = 0;
  std::vector<Value> values_;
};

using FrameMatrix = FrameTable<float>;

}  // namespace melisma::audio
