#pragma once

#include <cstdint>
#include <span>

namespace melisma::synth {

/// Codec frames, generated one at a time: what a session makes and the pipeline pulls. Not
/// thread-safe.
class FrameSource {
 public:
  virtual ~FrameSource() = default;
  /// Writes the K codes of the next frame; false, with `codes` untouched, at the end.
  virtual bool next(std::span<std::int32_t> codes) = 0;
  /// Frames in all, when known beforehand; 0 if not.
  [[nodiscard]] virtual std::int64_t expected_frames() const = 0;
};

}  // namespace melisma::synth
