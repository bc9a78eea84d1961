#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <vector>

#include "audio/midi/pitch_wheel.h"
#include "audio/midi/score.h"
#include "models/conditioning/score_feature_stream.h"
#include "synth/midi_message.h"

namespace melisma::synth {

/// A note that was struck or let go, pedal applied: velocity 0 = let go.
struct PerformedNote {
  models::ScorePart part;
  std::uint8_t channel = 0;
  std::uint8_t pitch = 0;
  std::uint8_t velocity = 0;
};

/// What is played on MIDI channels, as score features: notes, sustain pedal, pitch bend with its
/// range, program changes, drums on channel 10, all notes off. A key that is let go while the pedal
/// is down sounds until the pedal is up. Messages that are none of these, or damaged, are ignored.
/// [inference]
class MidiPerformance {
 public:
  /// All channels but the drums' begin with `program` (0..127).
  MidiPerformance(double frame_rate, std::uint8_t program);

  void take(const MidiMessage& message);
  /// Lets go of everything; pedals are up.
  void release_all();
  /// From the next note on, whatever the channel.
  void set_program(std::uint8_t program);
  void set_mask(const models::ScoreMask& mask) { stream_.set_mask(mask); }
  void set_clock(const models::BeatClock& clock) { stream_.set_clock(clock); }

  /// Features of the next frame; see ScoreFeatureStream::next_frame.
  void next_frame(std::vector<models::Feature>& out);
  /// Notes since the last next_frame.
  [[nodiscard]] const std::vector<PerformedNote>& notes() const { return notes_; }
  /// Frames since the last note sounded; 0 while one does.
  [[nodiscard]] std::int64_t silent_frames() const { return silent_frames_; }
  [[nodiscard]] std::uint8_t program() const { return channels_[0].program; }

 private:
  struct Channel {
    std::uint8_t program = 0;
    bool pedal = false;
    std::bitset<128> held;                       // keys down
    std::bitset<128> sustained;                  // keys up, but the pedal holds them
    std::array<std::uint8_t, 128> program_of{};  // a sounding key's program
    audio::PitchWheel wheel;
  };

  [[nodiscard]] models::ScorePart part_of(std::uint8_t channel, std::uint8_t program) const;
  void note_on(std::uint8_t channel, std::uint8_t pitch, std::uint8_t velocity);
  void note_off(std::uint8_t channel, std::uint8_t pitch);
  void let_go(std::uint8_t channel, std::uint8_t pitch);
  void release_channel(std::uint8_t channel);
  void control(std::uint8_t channel, std::uint8_t controller, std::uint8_t value);
  void set_pedal(std::uint8_t channel, bool down);
  void change_program(std::uint8_t channel, std::uint8_t program);
  void send_bend(std::uint8_t channel);

  models::ScoreFeatureStream stream_;
  std::array<Channel, 16> channels_;
  std::vector<PerformedNote> notes_;
  int sounding_ = 0;  // keys held or sustained
  std::int64_t silent_frames_ = 0;
};

}  // namespace melisma::synth
