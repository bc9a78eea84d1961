#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "audio/error.h"
#include "audio/midi/midi_file.h"
#include "audio/replacement_file.h"

namespace melisma::audio {

// A Standard MIDI File of format 1 (RP-001), all numbers big-endian:
//   "MThd" u32 6, u16 format 1, u16 tracks, u16 ticks a quarter note
//   tracks x ("MTrk" u32 length, events)
// An event is its delta time (variable-length quantity) and its bytes. Track 0 is the conductor:
// name, tempos (FF 51), time signatures (FF 58), key signatures (FF 59) and markers (FF 06). One
// track follows for every channel in use: bend range (RPN 0), bends, program changes, notes. Every
// status is written.

namespace {

constexpr std::int64_t kMaxDelta = 0x0FFFFFFF;

/// Events wait here under (tick, order at one tick) until the track is written.
class TrackWriter {
 public:
  void add(std::int64_t tick, int order, std::vector<std::uint8_t> bytes) {
    if (tick < 0 || tick > kMaxDelta) {
      throw MidiFileError(
          "a score event at tick " + std::to_string(tick) +
          " cannot be written, wanted 0 to 268435455; use fewer ticks a quarter note");
    }
    events_.push_back({tick, order, std::move(bytes)});
  }

  void add_meta(std::int64_t tick, std::uint8_t type, const std::vector<std::uint8_t>& payload) {
    std::vector<std::uint8_t> bytes{0xFF, type};
    append_length(bytes, static_cast<std::uint32_t>(payload.size()));
    bytes.insert(bytes.end(), payload.begin(), payload.end());
    add(tick, 0, std::move(bytes));
  }

  void add_text(std::int64_t tick, std::uint8_t type, const std::string& text) {
    const std::string kept = text.substr(0, 1024);  // the reader's limit
    add_meta(tick, type, {kept.begin(), kept.end()});
  }

  std::vector<std::uint8_t> bytes() {
    std::stable_sort(events_.begin(), events_.end(), [](const Event& a, const Event& b) {
      return a.tick != b.tick ? a.tick < b.tick : a.order < b.order;
    });
    std::vector<std::uint8_t> out;
    std::int64_t now = 0;
    for (const Event& event : events_) {
      append_length(out, static_cast<std::uint32_t>(event.tick - now));
      out.insert(out.end(), event.bytes.begin(), event.bytes.end());
      now = event.tick;
    }
    out.insert(out.end(), {0x00, 0xFF, 0x2F, 0x00});
    return out;
  }

 private:
  struct Event {
    std::int64_t tick = 0;
    int order = 0;
    std::vector<std::uint8_t> bytes;
  };

  static void append_length(std::vector<std::uint8_t>& out, std::uint32_t value) {
    for (unsigned shift = 21; shift > 0; shift -= 7) {
      if (value >> shift != 0) {
        out.push_back(static_cast<std::uint8_t>(0x80U | (value >> shift & 0x7FU)));
      }
    }
    out.push_back(static_cast<std::uint8_t>(value & 0x7FU));
  }

  std::vector<Event> events_;
};

TrackWriter conductor_track(const Score& score) {
  TrackWriter track;
  if (!score.title.empty()) {
    track.add_text(0, 0x03, score.title);
  }
  for (const TempoChange& tempo : score.tempos) {
    const std::uint32_t value = tempo.microseconds_per_quarter;
    if (value == 0 || value > 0xFFFFFF) {
      throw MidiFileError("a tempo of " + std::to_string(value) +
                          " microseconds a quarter note cannot be written to a MIDI file, wanted 1 "
                          "to 16777215; choose a tempo above 3.6 bpm");
    }
    track.add_meta(tempo.tick,
                   0x51,
                   {static_cast<std::uint8_t>(value >> 16U),
                    static_cast<std::uint8_t>(value >> 8U & 0xFFU),
                    static_cast<std::uint8_t>(value & 0xFFU)});
  }
  for (const TimeSignature& metre : score.time_signatures) {
    if (metre.numerator == 0 || !std::has_single_bit(metre.denominator) || metre.denominator > 64) {
      throw MidiFileError("a time signature of " + std::to_string(metre.numerator) + "/" +
                          std::to_string(metre.denominator) +
                          " cannot be written to a MIDI file, wanted a power of two up to 64 below "
                          "the line; choose another metre");
    }
    track.add_meta(
        metre.tick,
        0x58,
        {metre.numerator, static_cast<std::uint8_t>(std::countr_zero(metre.denominator)), 24, 8});
  }
  for (const KeySignature& key : score.key_signatures) {
    track.add_meta(key.tick,
                   0x59,
                   {static_cast<std::uint8_t>(key.sharps), static_cast<std::uint8_t>(key.minor)});
  }
  for (const Marker& marker : score.markers) {
    track.add_text(marker.tick, 0x06, marker.text);
  }
  return track;
}

std::uint8_t message(unsigned kind, std::uint8_t channel) {
  return static_cast<std::uint8_t>(kind | channel);
}

/// Order at one tick: what ends, what sets up, what begins.
enum Order { kNoteOff, kBend, kNoteOn };

void add_notes(TrackWriter& track, std::vector<Note> notes) {
  std::stable_sort(notes.begin(), notes.end(), [](const Note& a, const Note& b) {
    return a.start_tick < b.start_tick;
  });
  int program = -1;
  for (const Note& note : notes) {
    std::vector<std::uint8_t> on;
    if (program !=
        note.program) {  // travels in one piece with the note-on, a delta of 0 between them
      program = note.program;
      on = {message(0xC0, note.channel), note.program, 0};
    }
    const auto velocity = std::clamp<std::uint8_t>(note.velocity, 1, 127);
    on.insert(on.end(), {message(0x90, note.channel), note.pitch, velocity});
    track.add(note.start_tick, kNoteOn, on);
    track.add(note.start_tick + std::max<std::int64_t>(note.duration_ticks, 1),
              kNoteOff,
              {message(0x80, note.channel), note.pitch, 64});
  }
}

void add_bends(TrackWriter& track, std::uint8_t channel, const std::vector<PitchBend>& bends) {
  float widest = 2;  // semitones; a power of two keeps the steps exact
  for (const PitchBend& bend : bends) {
    while (std::abs(bend.semitones) > widest && widest < 64) {
      widest *= 2;
    }
  }
  if (bends.empty()) {
    return;
  }
  const auto control = message(0xB0, channel);
  track.add(0,
            kNoteOff,
            {control,
             101,
             0,
             0,
             control,
             100,
             0,
             0,
             control,
             6,
             static_cast<std::uint8_t>(widest),
             0,
             control,
             38,
             0,
             0,
             control,
             101,
             127,
             0,
             control,
             100,
             127});
  for (const PitchBend& bend : bends) {
    const long step = std::lround(bend.semitones / widest * 8192);
    const auto value = static_cast<unsigned>(std::clamp(step + 8192, 0L, 16383L));
    track.add(bend.tick,
              kBend,
              {message(0xE0, channel),
               static_cast<std::uint8_t>(value & 0x7FU),
               static_cast<std::uint8_t>(value >> 7U)});
  }
}

void append_u32(std::vector<std::byte>& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    out.push_back(static_cast<std::byte>(value >> static_cast<unsigned>(shift) & 0xFFU));
  }
}

void append_chunk(std::vector<std::byte>& out,
                  const char* id,
                  std::span<const std::uint8_t> bytes) {
  for (int i = 0; i < 4; ++i) {
    out.push_back(static_cast<std::byte>(id[i]));
  }
  append_u32(out, static_cast<std::uint32_t>(bytes.size()));
  for (const std::uint8_t value : bytes) {
    out.push_back(static_cast<std::byte>(value));
  }
}

void check(const Score& score) {
  if (score.ticks_per_quarter < 1 || score.ticks_per_quarter > 32767) {
    throw MidiFileError(
        "a score of " + std::to_string(score.ticks_per_quarter) +
        " ticks a quarter note cannot be written to a MIDI file, wanted 1 to 32767");
  }
  for (const Note& note : score.notes) {
    if (note.channel > 15 || note.program > 127 || note.pitch > 127) {
      throw MidiFileError("a note of channel " + std::to_string(note.channel) + ", program " +
                          std::to_string(note.program) + ", pitch " + std::to_string(note.pitch) +
                          " cannot be written to a MIDI file, wanted at most 15, 127 and 127");
    }
  }
}

}  // namespace

std::vector<std::byte> format_midi(const Score& score) {
  check(score);
  std::array<std::vector<Note>, 16> notes;
  std::array<std::vector<PitchBend>, 16> bends;
  for (const Note& note : score.notes) {
    notes[note.channel].push_back(note);
  }
  for (const PitchBend& bend : score.pitch_bends) {
    bends[bend.channel & 15U].push_back(bend);
  }
  std::vector<TrackWriter> tracks{conductor_track(score)};
  for (std::uint8_t channel = 0; channel < 16; ++channel) {
    if (!notes[channel].empty() || !bends[channel].empty()) {
      TrackWriter& track = tracks.emplace_back();
      add_bends(track, channel, bends[channel]);
      add_notes(track, std::move(notes[channel]));
    }
  }
  const auto division = static_cast<unsigned>(score.ticks_per_quarter);
  std::vector<std::byte> out;
  const std::array<std::uint8_t, 6> header{0,
                                           1,
                                           0,
                                           static_cast<std::uint8_t>(tracks.size()),
                                           static_cast<std::uint8_t>(division >> 8U),
                                           static_cast<std::uint8_t>(division & 0xFFU)};
  append_chunk(out, "MThd", header);
  for (TrackWriter& track : tracks) {
    append_chunk(out, "MTrk", track.bytes());
  }
  return out;
}

void write_midi_file(const std::filesystem::path& path, const Score& score) {
  const std::vector<std::byte> bytes = format_midi(score);
  replace_file(path, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace melisma::audio
