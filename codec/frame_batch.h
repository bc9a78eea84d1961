#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace melisma::codec {

/// Frames that wait to be decoded together, so that weights are read less often: the first one
/// alone, because sound is to begin soon, then twice as many each time, up to `most`. Allocates
/// only while it grows.
class FrameBatch {
 public:
  explicit FrameBatch(std::size_t most) : most_(most) {}

  /// True when it is time to take() what waits.
  bool add(std::span<const std::int32_t> frame) {
    width_ = frame.size();
    codes_.insert(codes_.end(), frame.begin(), frame.end());
    return codes_.size() >= at_once_ * width_;
  }
  /// [T][width], T at least 1 after add(); the frames that wait are then none.
  std::span<const std::int32_t> take() {
    taken_.swap(codes_);
    codes_.clear();
    at_once_ = std::min(2 * at_once_, most_);
    return taken_;
  }
  /// Codes of a frame; 0 before the first.
  [[nodiscard]] std::size_t width() const noexcept { return width_; }
  void reset() noexcept {
    codes_.clear();
    width_ = 0;
    at_once_ = 1;
  }

 private:
  std::size_t most_;
  std::size_t at_once_ = 1;
  std::size_t width_ = 0;
  std::vector<std::int32_t> codes_;
  std::vector<std::int32_t> taken_;
};

}  // namespace melisma::codec
