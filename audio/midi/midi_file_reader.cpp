#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "audio/error.h"
#include "audio/midi/byte_cursor.h"
#include "audio/midi/midi_file.h"
#include "audio/midi/score_builder.h"
#include "audio/midi/tempo_map.h"
#include "audio/midi/track_events.h"

namespace melisma::audio {

namespace {

constexpr std::size_t kMaxFileBytes = std::size_t{64} << 20U;
constexpr double kMaxQuarters = 1e6;
constexpr double kMaxSeconds = 24 * 3600;
constexpr const char* kExportAgain = "; export it again from the program that made it";

struct Header {
  std::uint16_t tracks = 0;
  int ticks_per_quarter = 0;
  double ticks_per_second = 0;  // > 0: the division counts SMPTE frames, and tempos do not matter
};

Header read_header(ByteCursor& bytes) {
  const auto magic = bytes.remaining() < 4 ? std::span<const std::byte>() : bytes.take(4, "magic");
  if (!std::ranges::equal(
          magic, std::string_view("MThd"), {}, [](std::byte b) { return static_cast<char>(b); })) {
    bytes.fail(
        "this is not a Standard MIDI File: wanted the letters MThd at its start; give a .mid "
        "file");
  }
  const std::uint32_t length = bytes.take_u32("the header's length");
  if (length < 6) {
    bytes.fail("the header is " + std::to_string(length) + " bytes long, wanted 6" + kExportAgain);
  }
  ByteCursor chunk = bytes.take_cursor(length, "the header");
  Header header;
  if (const std::uint16_t format = chunk.take_u16("the format"); format > 1) {
    chunk.fail("MIDI format " + std::to_string(format) +
               " (independent sequences) is not supported, wanted format 0 or 1; save it as one of "
               "them in a MIDI editor");
  }
  header.tracks = chunk.take_u16("the number of tracks");
  const std::uint16_t division = chunk.take_u16("the division");
  const int low = division & 0xFF;
  if ((division & 0x8000U) == 0) {
    header.ticks_per_quarter = division;
  } else {
    const int frames = 256 - (division >> 8U);
    const bool known = frames == 24 || frames == 25 || frames == 29 || frames == 30;
    header.ticks_per_second = known ? (frames == 29 ? 30000.0 / 1001.0 : frames) * low : 0;
  }
  if (header.ticks_per_quarter == 0 && header.ticks_per_second == 0) {
    chunk.fail(
        "the division is " + std::to_string(division) +
        ", which gives a tick no length; wanted ticks a quarter note (1 to 32767) or SMPTE 24, "
        "25, 29 or 30 with ticks a frame" +
        kExportAgain);
  }
  return header;
}

TrackEvents read_tracks(ByteCursor& bytes, const Header& header) {
  TrackEvents out;
  for (std::uint32_t found = 0; found < header.tracks;) {
    if (bytes.at_end()) {
      bytes.fail("the file declares " + std::to_string(header.tracks) + " tracks and holds " +
                 std::to_string(found) +
                 "; it is truncated or damaged: copy it again, or export it again from the program "
                 "that made it");
    }
    const auto id = bytes.take(4, "a chunk's name");
    ByteCursor chunk = bytes.take_cursor(bytes.take_u32("a chunk's length"), "a chunk");
    const bool track = std::ranges::equal(
        id, std::string_view("MTrk"), {}, [](std::byte b) { return static_cast<char>(b); });
    if (track) {  // chunks of other kinds are to be ignored
      read_track(chunk, static_cast<std::uint16_t>(found++), out);
    }
  }
  std::stable_sort(out.events.begin(), out.events.end(), [](const auto& a, const auto& b) {
    return a.tick < b.tick;
  });
  return out;
}

/// Fills the conductor's lists: of several entries at one tick the last holds.
class Conductor {
 public:
  Conductor(Score& score, const std::string& name) : score_(score), name_(name) {}

  void play(const TrackEvent& event, std::span<const std::byte> payload) {
    switch (event.first) {
      case 0x03:
        if (event.track == 0 && score_.title.empty()) {
          score_.title = text(payload);
        }
        return;
      case 0x06:
        score_.markers.push_back({event.tick, text(payload)});
        return;
      case 0x51:
        return tempo(event.tick, payload);
      case 0x58:
        return metre(event.tick, payload);
      case 0x59:
        return key(event.tick, payload);
      default:
        return;
    }
  }

 private:
  static std::string text(std::span<const std::byte> payload) {
    std::string out;
    for (const std::byte b : payload.first(std::min<std::size_t>(payload.size(), 1024))) {
      out.push_back(static_cast<char>(b));
    }
    return out;
  }

  template <typename Entry>
  static void put(std::vector<Entry>& list, const Entry& entry) {
    if (!list.empty() && list.back().tick == entry.tick) {
      list.back() = entry;
    } else {
      list.push_back(entry);
    }
  }

  [[noreturn]] void fail(std::int64_t tick, const std::string& message) const {
    throw MidiFileError(name_ + ", tick " + std::to_string(tick) + ": " + message +
                        "; correct it in a MIDI editor");
  }

  void tempo(std::int64_t tick, std::span<const std::byte> payload) {
    std::uint32_t value = 0;
    for (const std::byte b : payload.first(std::min<std::size_t>(payload.size(), 3))) {
      value = value << 8U | std::to_integer<std::uint32_t>(b);
    }
    if (payload.size() != 3 || value == 0) {
      fail(tick,
           "a tempo of " + std::to_string(value) + " microseconds a quarter note in " +
               std::to_string(payload.size()) + " bytes, wanted 1 to 16777215 in 3 bytes");
    }
    put(score_.tempos, {tick, value});
  }

  void metre(std::int64_t tick, std::span<const std::byte> payload) {
    const auto numerator = payload.empty() ? 0 : std::to_integer<std::uint8_t>(payload[0]);
    const auto power = payload.size() < 2 ? 255U : std::to_integer<unsigned>(payload[1]);
    if (numerator == 0 || power > 6) {
      fail(tick,
           "a time signature of " + std::to_string(numerator) + "/2^" + std::to_string(power) +
               ", wanted at least 1 beat of a 1st to a 64th");
    }
    put(score_.time_signatures,
        {tick, static_cast<std::uint8_t>(numerator), static_cast<std::uint8_t>(1U << power)});
  }

  /// Only a hint for reading: one that makes no sense is left out.
  void key(std::int64_t tick, std::span<const std::byte> payload) {
    if (payload.size() < 2) {
      return;
    }
    const auto sharps = std::to_integer<std::int8_t>(payload[0]);
    if (sharps >= -7 && sharps <= 7 && std::to_integer<unsigned>(payload[1]) <= 1) {
      put(score_.key_signatures, {tick, sharps, payload[1] == std::byte{1}});
    }
  }

  Score& score_;
  const std::string& name_;
};

/// SMPTE time to a 480-tick score at 120 bpm, that is 960 ticks a second.
void convert_smpte(TrackEvents& tracks, double ticks_per_second) {
  const double scale = 960.0 / ticks_per_second;
  const auto convert = [&](std::int64_t tick) {
    return std::llround(static_cast<double>(tick) * scale);
  };
  tracks.end_tick = convert(tracks.end_tick);
  for (TrackEvent& event : tracks.events) {
    event.tick = convert(event.tick);
  }
  std::erase_if(tracks.events,
                [](const TrackEvent& e) { return e.status == 0xFF && e.first == 0x51; });
}

void check_length(const Score& score, std::int64_t end_tick, const std::string& name) {
  const double seconds = TempoMap(score).seconds_at(static_cast<double>(end_tick));
  const double quarters = static_cast<double>(end_tick) / score.ticks_per_quarter;
  if (seconds > kMaxSeconds || quarters > kMaxQuarters) {
    throw MidiFileError(name + ": the piece lasts " + std::to_string(std::llround(seconds)) +
                        " seconds and " + std::to_string(std::llround(quarters)) +
                        " quarter notes, wanted at most 86400 and 1000000; cut it, or export it "
                        "again if it should be shorter");
  }
}

}  // namespace

Score parse_midi(std::span<const std::byte> bytes, const std::string& name) {
  if (bytes.size() > kMaxFileBytes) {
    throw MidiFileError(name + ": the file is " + std::to_string(bytes.size()) +
                        " bytes long, wanted at most 64 MiB; split it in a MIDI editor");
  }
  ByteCursor cursor(bytes, name);
  const Header header = read_header(cursor);
  TrackEvents tracks = read_tracks(cursor, header);
  Score score;
  if (header.ticks_per_second > 0) {
    convert_smpte(tracks, header.ticks_per_second);
  } else {
    score.ticks_per_quarter = header.ticks_per_quarter;
  }
  ScoreBuilder builder(score);
  Conductor conductor(score, name);
  for (const TrackEvent& event : tracks.events) {
    if (event.status == 0xFF) {
      conductor.play(event, tracks.payloads[event.payload]);
    } else {
      builder.play(event);
    }
  }
  check_length(score, tracks.end_tick, name);
  builder.finish(tracks.end_tick);
  sort_score(score);
  return score;
}

Score read_midi_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  const std::streamoff size = file ? static_cast<std::streamoff>(file.tellg()) : -1;
  if (size < 0 || std::filesystem::is_directory(path)) {
    throw MidiFileError(path.string() +
                        ": cannot be opened; check that the file exists and may be read");
  }
  if (static_cast<std::uintmax_t>(size) > kMaxFileBytes) {
    throw MidiFileError(path.string() + ": the file is " + std::to_string(size) +
                        " bytes long, wanted at most 64 MiB; split it in a MIDI editor");
  }
  std::string text(static_cast<std::size_t>(size), '\0');
  file.seekg(0);
  if (!file.read(text.data(), size)) {
    throw MidiFileError(path.string() + ": reading stopped early; check the disk and try again");
  }
  return parse_midi(std::as_bytes(std::span(text)), path.string());
}

}  // namespace melisma::audio
