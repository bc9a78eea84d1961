#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "audio/midi/score.h"
#include "codec/codec.h"
#include "models/conditioning/score_features.h"
#include "models/transformer/language_model.h"
#include "synth/frame_generator.h"
#include "synth/frame_source.h"

namespace melisma::synth {

/// Seconds of sound after the last note, so that it can ring out.
inline constexpr double kMusicTailSeconds = 1.5;

/// What a music session is to play.
struct MusicRequest {
  std::shared_ptr<const models::ScoreTimeline> score;  // none: the text alone steers
  models::ScoreMask mask;                              // what of the score the model is not told
  std::vector<std::int32_t> text;                      // caption tokens
  std::vector<std::int32_t> prompt;  // [P][K] codes of sound to go on from; it comes first, and the
                                     // score starts after it
  std::int64_t frames = 0;           // to make after the prompt; see music_frames
  DrawSettings draw;
};

/// Frames that a score needs: up to the end of its last note, and the tail.
std::int64_t music_frames(const models::ScoreTimeline& score);

/// Throws CheckpointError that says which of the two does not fit, unless `model` is a music model
/// that writes the codes of `codec`. `name` is the model's, for messages.
void require_music_model(const models::LanguageModel& model,
                         const codec::CodecInfo& codec,
                         const std::string& name);

/// Score and text to codec frames. Features are made block by block, so memory does not grow with
/// the length. Same model, request and seed: same codes. [inference] thread; the model must outlive
/// it.
class MusicSession final : public FrameSource {
 public:
  /// `model` has passed require_music_model. Throws ConfigError for settings out of range,
  /// ShapeError for a prompt of broken frames and InputError for text it cannot take.
  MusicSession(const models::LanguageModel& model, MusicRequest request);

  /// The prompt's frames, then new ones.
  bool next(std::span<std::int32_t> codes) override;
  [[nodiscard]] std::int64_t expected_frames() const override { return prompt_frames_ + frames_; }

 private:
  models::FeatureRow features_at(std::int64_t frame);

  MusicRequest request_;
  std::size_t codebooks_;
  std::int64_t prompt_frames_;
  std::int64_t frames_;
  FrameGenerator generator_;
  models::FrameFeatures block_;  // features of the score's frames from block_begin_ on
  std::int64_t block_begin_ = 0;
};

}  // namespace melisma::synth
