#include "audio/midi/byte_cursor.h"

#include "audio/error.h"

namespace melisma::audio {

void ByteCursor::fail(const std::string& message) const {
  throw MidiFileError(*name_ + ", byte " + std::to_string(position()) + ": " + message);
}

std::span<const std::byte> ByteCursor::take(std::size_t count, const char* what) {
  if (count > remaining()) {
    fail(std::string("the file is truncated or damaged: ") + what + " needs " +
         std::to_string(count) + " bytes and " + std::to_string(remaining()) +
         " are left; copy it again, or export it again from the program that made it");
  }
  const auto out = bytes_.subspan(next_, count);
  next_ += count;
  return out;
}

ByteCursor ByteCursor::take_cursor(std::size_t count, const char* what) {
  const std::size_t start = position();
  return {take(count, what), *name_, start};
}

std::uint8_t ByteCursor::peek(const char* what) const {
  ByteCursor copy = *this;
  return copy.take_u8(what);
}

std::uint8_t ByteCursor::take_u8(const char* what) {
  return std::to_integer<std::uint8_t>(take(1, what)[0]);
}

std::uint16_t ByteCursor::take_u16(const char* what) {
  const auto raw = take(2, what);
  return static_cast<std::uint16_t>(std::to_integer<unsigned>(raw[0]) << 8U |
                                    std::to_integer<unsigned>(raw[1]));
}

std::uint32_t ByteCursor::take_u32(const char* what) {
  std::uint32_t out = 0;
  for (const std::byte value : take(4, what)) {
    out = out << 8U | std::to_integer<std::uint32_t>(value);
  }
  return out;
}

std::uint32_t ByteCursor::take_length(const char* what) {
  std::uint32_t out = 0;
  for (int i = 0; i < 4; ++i) {
    const std::uint8_t value = take_u8(what);
    out = out << 7U | (value & 0x7FU);
    if (value < 0x80) {
      return out;
    }
  }
  fail(std::string(what) +
       " has more than 4 bytes, where the standard allows 4; the file is "
       "damaged: export it again from the program that made it");
}

std::uint8_t ByteCursor::take_data(const char* what) {
  if (const std::uint8_t value = peek(what); value >= 0x80) {
    fail(std::string(what) + " is " + std::to_string(value) +
         ", wanted 0 to 127; the file is damaged: export it again from the program that made it");
  }
  return take_u8(what);
}

}  // namespace melisma::audio
