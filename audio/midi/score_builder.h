#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "audio/midi/pitch_wheel.h"
#include "audio/midi/score.h"
#include "audio/midi/track_events.h"

namespace melisma::audio {

/// Plays channel messages, in order of tick, into a score: pairs note-ons with note-offs and
/// applies the channel state (program, sustain pedal, bend range, channel-mode messages). A note-on
/// of velocity 0 is a note-off. Notes of one pitch on one channel may overlap: a note-off ends the
/// oldest that is down. A string that rings under the pedal ends when it is struck again. A note
/// lasts at least one tick.
class ScoreBuilder {
 public:
  explicit ScoreBuilder(Score& score) : score_(score) {}

  void play(const TrackEvent& event);
  /// Ends whatever still sounds.
  void finish(std::int64_t end_tick);

 private:
  /// Notes of one pitch that sound, as places in the score. A hostile file may stack millions.
  struct Key {
    std::vector<std::size_t> down;  // oldest first; those before `released` are done with
    std::size_t released = 0;
    std::vector<std::size_t> held;  // let go, but the pedal holds them
  };
  struct Channel {
    std::array<Key, 128> keys;
    std::uint8_t program = 0;
    bool pedal = false;
    PitchWheel wheel;
  };

  void note_on(std::uint8_t channel, const TrackEvent& event);
  void note_off(Channel& channel, std::uint8_t pitch, std::int64_t tick);
  void control(std::uint8_t channel, const TrackEvent& event);
  void note_bend(std::uint8_t channel, std::int64_t tick);
  void set_pedal(Channel& channel, bool pressed, std::int64_t tick);
  void release_keys(Channel& channel, std::int64_t tick);
  void end_all(Channel& channel, std::int64_t tick);
  void end_notes(std::vector<std::size_t>& notes, std::size_t first, std::int64_t tick);

  Score& score_;
  std::array<Channel, 16> channels_;
};

}  // namespace melisma::audio
