#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace melisma::audio {

/// The channel that plays drums, zero-based.
inline constexpr std::uint8_t kDrumChannel = 9;

/// One note, in ticks of the score. On kDrumChannel `pitch` names
/// the drum and `program` the kit.
struct Note {
  std::int64_t start_tick = 0;
  std::int64_t duration_ticks = 0;
  std::uint8_t channel = 0;    // 0..15
  std::uint8_t program = 0;    // 0..127, General MIDI, zero-based
  std::uint8_t pitch = 60;     // 0..127
  std::uint8_t velocity = 80;  // 1..127

  [[nodiscard]] bool is_drum() const noexcept { return channel == kDrumChannel; }
  [[nodiscard]] std::int64_t end_tick() const noexcept { return start_tick + duration_ticks; }
  bool operator==(const Note&) const = default;
};

struct TempoChange {
  std::int64_t tick = 0;
  std::uint32_t microseconds_per_quarter = 500000;
  bool operator==(const TempoChange&) const = default;
};

struct TimeSignature {
  std::int64_t tick = 0;
  std::uint8_t numerator = 4;
  std::uint8_t denominator = 4;  // a power of two
  bool operator==(const TimeSignature&) const = default;
};

struct KeySignature {
  std::int64_t tick = 0;
  std::int8_t sharps = 0;  // -7..7, negative = flats
  bool minor = false;
  bool operator==(const KeySignature&) const = default;
};

/// A named place, such as the start of a verse (a MIDI marker event).
struct Marker {
  std::int64_t tick = 0;
  std::string text;
  bool operator==(const Marker&) const = default;
};

struct PitchBend {
  std::int64_t tick = 0;
  std::uint8_t channel = 0;
  float semitones = 0.0F;  // after the channel's bend range
  bool operator==(const PitchBend&) const = default;
};

/// A note in seconds.
struct TimedNote {
  double onset_s = 0;
  double release_s = 0;
  Note note;
};

/// Notes on a tick grid with a tempo map: what a Standard MIDI File says, what the planner writes
/// and what conditions the music model. Lists are sorted by tick; an empty tempo list means 120
/// bpm, an empty metre list 4/4. The sustain pedal is already applied to the durations.
struct Score {
  int ticks_per_quarter = 480;
  std::vector<Note> notes;
  std::vector<TempoChange> tempos;
  std::vector<TimeSignature> time_signatures;
  std::vector<KeySignature> key_signatures;
  std::vector<Marker> markers;
  std::vector<PitchBend> pitch_bends;
  std::string title;

  [[nodiscard]] std::int64_t end_tick() const;
  bool operator==(const Score&) const = default;
};

/// Seconds from the start of the score to `tick`, through the tempo map.
double seconds_at(const Score& score, std::int64_t tick);
/// Inverse of seconds_at, rounded to the nearest tick.
std::int64_t tick_at(const Score& score, double seconds);
/// Length of the score in seconds: the end of its last note.
double duration_seconds(const Score& score);
/// All notes with times in seconds, sorted by onset.
std::vector<TimedNote> timed_notes(const Score& score);
/// Times of all beats (denominator units of the metre) up to the end, with whether each starts a
/// bar.
struct Beat {
  double time_s = 0;
  bool downbeat = false;
};
std::vector<Beat> beats(const Score& score);
/// Sorts all lists by tick (notes by tick, channel, pitch).
void sort_score(Score& score);

}  // namespace melisma::audio
