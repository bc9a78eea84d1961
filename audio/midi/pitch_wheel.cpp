#include "audio/midi/pitch_wheel.h"

namespace melisma::audio {

bool PitchWheel::control(std::uint8_t controller, std::uint8_t value) {
  switch (controller) {
    case kRegisteredMsb:
      parameter_msb_ = value;
      return false;
    case kRegisteredLsb:
      parameter_lsb_ = value;
      return false;
    case kNonRegisteredMsb:
    case kNonRegisteredLsb:
      parameter_msb_ = parameter_lsb_ = kNone;
      return false;
    case kDataEntryMsb:
    case kDataEntryLsb:
      if (parameter_msb_ != 0 || parameter_lsb_ != 0) {
        return false;
      }
      (controller == kDataEntryMsb ? range_semitones_ : range_cents_) = value;
      return true;
    default:
      return false;
  }
}

float PitchWheel::semitones() const {
  const double range = range_semitones_ + range_cents_ / 100.0;
  return static_cast<float>(value_ * range / kCentre);
}

}  // namespace melisma::audio
