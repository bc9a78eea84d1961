#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "audio/midi/byte_cursor.h"

namespace melisma::audio {

/// One event of a track that matters to a score, at an absolute tick.
struct TrackEvent {
  std::int64_t tick = 0;
  std::uint8_t status = 0;  // 0x80..0xEF channel message, 0xFF meta
  std::uint8_t first = 0;   // first data byte, or the meta type
  std::uint8_t second = 0;  // second data byte
  std::uint16_t track = 0;
  std::uint32_t payload = 0;  // meta: its place in TrackEvents::payloads
};

/// The events of all tracks. Payloads point into the file's bytes.
struct TrackEvents {
  std::vector<TrackEvent> events;
  std::vector<std::span<const std::byte>> payloads;
  std::int64_t end_tick = 0;  // the last tick that any track reaches
};

/// A file with more channel and meta events than this is refused before they are stored.
inline constexpr std::size_t kMaxMidiEvents = 4'000'000;

/// Appends the events of one track chunk to `out`; ends at the end-of-track event or at the end of
/// the chunk. Running status survives meta and system-exclusive events (the standard says
/// otherwise, but files that rely on it exist and there is no other reading of them).
/// System-exclusive data is skipped.
void read_track(ByteCursor& bytes, std::uint16_t track, TrackEvents& out);

}  // namespace melisma::audio
