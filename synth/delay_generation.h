#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "models/sampling/philox.h"
#include "models/sampling/sampler.h"
#include "models/transformer/delay_model.h"
#include "synth/frame_generator.h"
#include "synth/frame_source.h"

namespace melisma::synth {

/// What one sequence is made to.
struct DelayConditions {
  std::vector<float> memory;  // [S, D] of the text, for cross-attention; empty: none
  std::vector<float> prefix;  // [S, D] heard before the codes (a melody, its text); may be empty
  std::vector<float> null_prefix;  // as long: what stands for it where nothing is asked for
};

/// What is generated: sequences of one length, together.
struct DelayRequest {
  std::vector<DelayConditions> sequences;
  std::vector<std::int32_t> prompt;  // [P][K] codes of sound to go on from, the same for all
  std::int64_t frames = 0;           // to make after the prompt
  /// Most frames that the model sees at once (what it was trained on); past them it starts anew
  /// from the last of them, and makes `stride` frames more at a time.
  std::int64_t window = 1500;
  std::int64_t stride = 900;
  DrawSettings draw;
};

/// Frames of a DelayModel: its codes are drawn column by column along the delay pattern
/// (codebook k of frame t in column t + 1 + k / channels), guided by a second column without
/// conditions where guidance is above 1. The draw of codebook k of frame t depends on seed, stream
/// (plus the sequence's index), t and k alone. [inference] thread; the model must outlive it.
class DelayGeneration {
 public:
  /// Throws ConfigError for settings out of range, ShapeError for a prompt or conditions of broken
  /// rows, InputError for codes out of range.
  DelayGeneration(const models::DelayModel& model, DelayRequest request);

  /// Frames in all, the prompt's among them.
  [[nodiscard]] std::int64_t frames() const noexcept { return frames_; }
  /// Makes the next column; false when all frames are complete.
  bool advance();
  /// Frames that are complete in every sequence.
  [[nodiscard]] std::int64_t complete() const noexcept { return complete_; }
  /// The K codes of a frame that is complete.
  [[nodiscard]] std::span<const std::int32_t> frame(std::size_t sequence, std::int64_t index) const;

 private:
  [[nodiscard]] std::size_t most_steps() const;
  void set_conditions();
  void begin_segment(std::int64_t first, std::int64_t given);
  void add_column(std::int64_t column, std::vector<std::int32_t>& ids) const;
  void draw_column();
  [[nodiscard]] std::int64_t delay_of(std::size_t codebook) const;
  [[nodiscard]] std::int32_t& code(std::size_t sequence, std::int64_t frame, std::size_t codebook);

  const models::DelayModel& model_;
  DelayRequest request_;
  std::size_t books_;
  std::size_t columns_;  // of a sequence: 2 when guided
  std::int64_t frames_;
  models::Philox random_;
  models::Sampler sampler_;
  std::unique_ptr<models::DelayStream> stream_;
  std::vector<std::vector<std::int32_t>> codes_;  // a sequence's [frames][K]
  std::span<const float> logits_;
  std::vector<std::int32_t> ids_;

  // The part that the model sees: it counts frames and columns from its own beginning.
  std::int64_t first_ = 0;   // frame
  std::int64_t given_ = 0;   // frames that it begins with
  std::int64_t length_ = 0;  // frames
  std::int64_t column_ = 0;  // that is drawn next
  std::int64_t complete_ = 0;
};

/// One sequence as a source of frames.
class DelaySession final : public FrameSource {
 public:
  DelaySession(const models::DelayModel& model, DelayRequest request)
      : generation_(model, std::move(request)) {}

  bool next(std::span<std::int32_t> codes) override;
  [[nodiscard]] std::int64_t expected_frames() const override { return generation_.frames(); }

 private:
  DelayGeneration generation_;
  std::int64_t next_ = 0;
};

}  // namespace melisma::synth
