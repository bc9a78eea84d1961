#pragma once

namespace melisma::synth {

/// Decides how much sound must wait before playing may begin, from how fast it has been made so
/// far: enough for a bad moment of the machine when sound is made faster than it is played, and
/// enough to last to the end when it is made slower.
class StartupBuffering {
 public:
  /// `least_seconds` always wait. `device_seconds` is what the device takes at once when it starts.
  StartupBuffering(double least_seconds, double device_seconds)
      : least_seconds_(least_seconds), device_seconds_(device_seconds) {}

  /// Length of the whole sound; 0, as at first, if unknown.
  void expect(double total_seconds) { total_seconds_ = total_seconds; }
  /// Sound of `audio_seconds` took `wall_seconds` to make.
  void add(double audio_seconds, double wall_seconds);
  /// Seconds that must wait now.
  [[nodiscard]] double wanted_seconds() const;
  /// After an underrun more has to wait than before it.
  void underrun() { margin_ *= 2; }

 private:
  double total_seconds_ = 0;
  double least_seconds_;
  double device_seconds_;
  double margin_ = 1;
  double made_seconds_ = 0;
  double spent_seconds_ = 0;
  double longest_seconds_ = 0;  // that one addition took
};

}  // namespace melisma::synth
