#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <vector>

#include "models/conditioning/frame_features.h"
#include "models/conditioning/score_feature_layout.h"

namespace melisma::models {

/// Score features frame by frame, from events as they come: what happens between two calls of
/// next_frame belongs to the next frame. Only past and present count, so a live keyboard and a file
/// go the same way.
///
/// A note that is on and off between two frames still sounds for one. A key that is struck again
/// while it sounds takes the new velocity and onset, and sounds until it was let go as often as it
/// was struck. Values out of range (pitch, velocity > 127) are taken modulo 128. One thread;
/// next_frame allocates only while `out` and the list of keys grow.
class ScoreFeatureStream {
 public:
  explicit ScoreFeatureStream(double frame_rate, const ScoreMask& mask = {});

  /// `lateness`: where in the next frame the note begins, 0 <= lateness < 1. Velocity 0: note_off.
  void note_on(ScorePart part, std::uint8_t pitch, std::uint8_t velocity, float lateness = 0);
  void note_off(ScorePart part, std::uint8_t pitch);
  void all_notes_off();
  /// A note that began `age_frames` >= 1 before the next frame; `held` if it still sounds.
  void resume_note(ScorePart part,
                   std::uint8_t pitch,
                   std::uint8_t velocity,
                   std::int64_t age_frames,
                   bool held);
  /// The score has (or no longer has) a part of that program. note_on does not imply it.
  void set_program_present(std::uint8_t program, bool present);
  void pitch_bend(ScorePart part, float semitones);
  /// Says where in the bar the next frame starts; from there the clock runs on by itself.
  void set_clock(const BeatClock& clock) { clock_ = clock; }
  void clear_clock() { clock_.reset(); }
  void set_mask(const ScoreMask& mask) { mask_ = mask; }

  /// Replaces `out` by the features of the next frame, sorted by index.
  void next_frame(std::vector<Feature>& out);
  /// Back to silence; the mask stays.
  void reset();

 private:
  static constexpr std::size_t kDrumPart = 128;
  struct Voice {
    std::int64_t onset_frame = 0;
    std::int32_t held = 0;      // key strikes not yet let go
    std::uint8_t velocity = 0;  // 1..127 while listed
    bool listed = false;        // its key is in active_
  };

  Voice& voice(ScorePart part, std::uint8_t pitch);
  void put(int index, float value);
  void put_note(std::size_t part, int pitch, bool sounds, float loudness, float onset);
  void put_voices();
  void put_programs();
  void put_lateness();
  void put_clock();

  double frame_rate_;
  ScoreMask mask_;
  std::int64_t frame_ = 0;                    // the next frame
  std::vector<Voice> voices_;                 // part x pitch, parts 0..127 and drums
  std::vector<std::uint16_t> active_;         // keys whose voice sounds or decays
  std::bitset<128> present_;                  // programs of the score
  std::array<float, kMidiFamilies> bends_{};  // semitones
  /// Of the first note that begins in the next frame, by family, then drums; 1: none does.
  std::array<float, kMidiFamilies + 1> lateness_;
  std::optional<BeatClock> clock_;
  std::vector<float> values_;          // scratch, all 0 between frames
  std::vector<std::int32_t> touched_;  // indices of values_ that are not 0
};

}  // namespace melisma::models
