#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <vector>

namespace melisma::test {

using Bytes = std::vector<std::uint8_t>;

inline Bytes join(std::initializer_list<Bytes> parts) {
  Bytes out;
  for (const Bytes& part : parts) {
    out.insert(out.end(), part.begin(), part.end());
  }
  return out;
}

inline Bytes be32(std::uint32_t value) {
  return {static_cast<std::uint8_t>(value >> 24U),
          static_cast<std::uint8_t>(value >> 16U & 0xFFU),
          static_cast<std::uint8_t>(value >> 8U & 0xFFU),
          static_cast<std::uint8_t>(value & 0xFFU)};
}

inline Bytes midi_header(unsigned format, unsigned tracks, unsigned division) {
  const auto high = [](unsigned v) { return static_cast<std::uint8_t>(v >> 8U & 0xFFU); };
  const auto low = [](unsigned v) { return static_cast<std::uint8_t>(v & 0xFFU); };
  return join(
      {{'M', 'T', 'h', 'd'},
       be32(6),
       {high(format), low(format), high(tracks), low(tracks), high(division), low(division)}});
}

inline Bytes midi_track(const Bytes& events) {
  return join({{'M', 'T', 'r', 'k'}, be32(static_cast<std::uint32_t>(events.size())), events});
}

/// A format 0 file of one track, 96 ticks a quarter note.
inline Bytes midi_one_track(const Bytes& events) {
  return join({midi_header(0, 1, 96), midi_track(events)});
}

inline std::span<const std::byte> as_bytes(const Bytes& bytes) {
  return std::as_bytes(std::span(bytes));
}

}  // namespace melisma::test
