#pragma once

#include <cstdint>

namespace melisma::audio {

/// Controller numbers of MIDI 1.0 that a performance is made of.
enum Controller : std::uint8_t {
  kDataEntryMsb = 6,
  kDataEntryLsb = 38,
  kSustainPedal = 64,
  kNonRegisteredLsb = 98,
  kNonRegisteredMsb = 99,
  kRegisteredLsb = 100,
  kRegisteredMsb = 101,
  kAllSoundOff = 120,
  kResetControllers = 121,
  kAllNotesOff = 123,  // 124..127 (mode messages) imply it
};

/// The pitch bend of a channel: its wheel, and its range, which registered parameter 0 sets. The
/// range is two semitones each side until then.
class PitchWheel {
 public:
  /// Whether the range changed. Controllers that have nothing to do with it are ignored.
  bool control(std::uint8_t controller, std::uint8_t value);
  void set(std::uint8_t lsb, std::uint8_t msb) { value_ = 128 * msb + lsb - kCentre; }
  void centre() { value_ = 0; }
  [[nodiscard]] bool centred() const { return value_ == 0; }
  [[nodiscard]] float semitones() const;

 private:
  static constexpr int kCentre = 8192;
  static constexpr std::uint8_t kNone = 127;

  std::uint8_t parameter_msb_ = kNone;  // registered parameter that data entry sets
  std::uint8_t parameter_lsb_ = kNone;
  std::uint8_t range_semitones_ = 2;
  std::uint8_t range_cents_ = 0;
  int value_ = 0;  // -8192..8191
};

}  // namespace melisma::audio
