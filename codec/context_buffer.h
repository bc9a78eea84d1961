#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace melisma::codec {

/// Frames of `unit` values that arrive in any pieces and are computed in blocks, each together with
/// `context` frames on either side of it, as far as the stream has them.
template <typename Value>
class ContextBuffer {
 public:
  ContextBuffer(std::size_t unit, std::size_t block, std::size_t context)
      : unit_(unit), block_(block), context_(context) {}

  void push(std::span<const Value> values) {
    values_.insert(values_.end(), values.begin(), values.end());
  }
  /// Fills the last frame up.
  void complete() { values_.resize((values_.size() + unit_ - 1) / unit_ * unit_); }
  [[nodiscard]] bool empty() const noexcept { return values_.size() / unit_ == left_; }

  /// Calls `compute(window, skip, take)` for every block whose context is here, at the end of the
  /// stream for all that is left: of the window's frames, `take` from `skip` on are wanted.
  template <typename Compute>
  void drain(bool ended, const Compute& compute) {
    for (;;) {
      const std::size_t fresh = values_.size() / unit_ - left_;
      const bool enough = fresh >= block_ + context_;
      if (!enough && (!ended || fresh == 0)) {
        return;
      }
      const std::size_t take = enough ? block_ : fresh;
      const std::size_t frames = enough ? left_ + block_ + context_ : left_ + fresh;
      compute(std::span<const Value>(values_).first(frames * unit_), left_, take);
      const std::size_t kept = std::min(context_, left_ + take);
      const auto gone = static_cast<std::ptrdiff_t>((left_ + take - kept) * unit_);
      values_.erase(values_.begin(), values_.begin() + gone);
      left_ = kept;
    }
  }
  void reset() {
    values_.clear();
    left_ = 0;
  }

 private:
  std::size_t unit_;
  std::size_t block_;
  std::size_t context_;
  std::size_t left_ = 0;  // frames in front that are context only
  std::vector<Value> values_;
};

}  // namespace melisma::codec
