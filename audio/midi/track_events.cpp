#include "audio/midi/track_events.h"

#include <algorithm>
#include <string>

namespace melisma::audio {

namespace {

constexpr std::uint8_t kMeta = 0xFF;
constexpr std::uint8_t kSysex = 0xF0;
constexpr std::uint8_t kSysexContinued = 0xF7;
constexpr std::uint8_t kEndOfTrack = 0x2F;

void store(const ByteCursor& bytes, TrackEvents& out, const TrackEvent& event) {
  if (out.events.size() >= kMaxMidiEvents) {
    bytes.fail(
        "the file has more than 4 million events, wanted at most that many; split it, or "
        "thin out its controllers in a MIDI editor");
  }
  out.events.push_back(event);
}

bool matters(std::uint8_t meta_type) {
  switch (meta_type) {
    case 0x03:  // track name
    case 0x06:  // marker
    case 0x51:  // tempo
    case 0x58:  // time signature
    case 0x59:  // key signature
      return true;
    default:
      return false;
  }
}

/// Returns false at the end of the track.
bool read_meta(ByteCursor& bytes, TrackEvent event, TrackEvents& out) {
  event.first = bytes.take_u8("a meta event's type");
  const auto payload =
      bytes.take(bytes.take_length("a meta event's length"), "a meta event's contents");
  if (event.first == kEndOfTrack) {
    return false;
  }
  if (matters(event.first)) {
    event.payload = static_cast<std::uint32_t>(out.payloads.size());
    store(bytes, out, event);
    out.payloads.push_back(payload);
  }
  return true;
}

void read_channel_message(ByteCursor& bytes, TrackEvent event, TrackEvents& out) {
  event.first = bytes.take_data("a MIDI data byte");
  const unsigned kind = event.status >> 4U;
  if (kind != 0xC && kind != 0xD) {
    event.second = bytes.take_data("a MIDI data byte");
  }
  if (kind != 0xA && kind != 0xD) {  // aftertouch does not reach the score
    store(bytes, out, event);
  }
}

}  // namespace

void read_track(ByteCursor& bytes, std::uint16_t track, TrackEvents& out) {
  TrackEvent event;
  event.track = track;
  std::uint8_t running = 0;  // 0: none yet
  bool more = true;
  while (more && !bytes.at_end()) {
    event.tick += bytes.take_length("a delta time");
    out.end_tick = std::max(out.end_tick, event.tick);
    if (bytes.peek("an event") >= 0x80) {
      event.status = bytes.take_u8("an event");
    } else if (running != 0) {
      event.status = running;
    } else {
      bytes.fail(
          "a data byte where a status byte was wanted (running status before any event); the "
          "file is damaged: export it again from the program that made it");
    }
    if (event.status == kMeta) {
      more = read_meta(bytes, event, out);
    } else if (event.status == kSysex || event.status == kSysexContinued) {
      bytes.take(bytes.take_length("a system-exclusive length"), "a system-exclusive message");
    } else if (event.status < kSysex) {
      running = event.status;
      read_channel_message(bytes, event, out);
    } else {
      bytes.fail(
          "status " + std::to_string(event.status) +
          " has no place in a MIDI file, wanted a note, controller, meta or system-exclusive "
          "event; export it again from the program that made it");
    }
  }
}

}  // namespace melisma::audio
