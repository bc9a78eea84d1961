#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace melisma::audio {

/// Reads big-endian MIDI numbers from hostile bytes: every access is checked, and every failure is
/// a MidiFileError that names the file and the byte where it happened.
class ByteCursor {
 public:
  /// `base` is the place of bytes[0] in the file, for messages. The name must outlive the cursor.
  ByteCursor(std::span<const std::byte> bytes, const std::string& name, std::size_t base = 0)
      : bytes_(bytes), name_(&name), base_(base) {}

  [[nodiscard]] bool at_end() const noexcept { return next_ == bytes_.size(); }
  [[nodiscard]] std::size_t remaining() const noexcept { return bytes_.size() - next_; }
  [[nodiscard]] std::size_t position() const noexcept { return base_ + next_; }
  [[nodiscard]] std::uint8_t peek(const char* what) const;

  std::uint8_t take_u8(const char* what);
  std::uint16_t take_u16(const char* what);
  std::uint32_t take_u32(const char* what);
  /// Variable-length quantity of at most 4 bytes, 0..0x0FFFFFFF.
  std::uint32_t take_length(const char* what);
  /// A byte below 0x80.
  std::uint8_t take_data(const char* what);
  std::span<const std::byte> take(std::size_t count, const char* what);
  /// The next `count` bytes as a cursor of their own, whose positions are still those of the file.
  ByteCursor take_cursor(std::size_t count, const char* what);

  /// Throws MidiFileError: "NAME, byte N: MESSAGE".
  [[noreturn]] void fail(const std::string& message) const;

 private:
  std::span<const std::byte> bytes_;
  const std::string* name_;
  std::size_t base_;
  std::size_t next_ = 0;  // 0..bytes_.size()
};

}  // namespace melisma::audio
