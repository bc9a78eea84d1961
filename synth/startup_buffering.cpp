#include "synth/startup_buffering.h"

#include <algorithm>

namespace melisma::synth {
namespace {

constexpr double kSafetySeconds = 0.04;  // the machine's scheduling
constexpr double kSafetyShare = 1.1;     // of the time that the rest will take

}  // namespace

void StartupBuffering::add(double audio_seconds, double wall_seconds) {
  made_seconds_ += audio_seconds;
  spent_seconds_ += wall_seconds;
  longest_seconds_ = std::max(longest_seconds_, wall_seconds);
}

double StartupBuffering::wanted_seconds() const {
  const double jitter = margin_ * (kSafetySeconds + 2 * longest_seconds_);
  // The rest is made while what waits is played: it lasts if the rest takes no longer than that.
  const double pace = made_seconds_ > 0 ? spent_seconds_ / made_seconds_ * kSafetyShare : 0;
  const double rest = std::max(0.0, total_seconds_ - made_seconds_);
  const double head_start = std::max(0.0, (pace - 1) * rest);
  return std::max(least_seconds_, device_seconds_ + jitter + head_start);
}

}  // namespace melisma::synth
