#pragma once

#include <string>
#include <vector>

namespace melisma::synth {

/// An audio output that PortAudio offers.
struct AudioDevice {
  int index = 0;  // PortAudio's, good until devices come or go
  std::string name;
  std::string host_api;
  int channels = 0;  // at most
  double default_rate = 0;  // Hz
  double low_latency_ms = 0;
  double high_latency_ms = 0;
  bool is_default = false;
};

/// PortAudio for as long as it lives: devices are those found at its construction. Its messages, and
/// those of the libraries below it, are silenced. [control]
class AudioSystem {
 public:
  /// Throws DeviceError.
  AudioSystem();
  ~AudioSystem();
  AudioSystem(const AudioSystem&) = delete;
  AudioSystem& operator=(const AudioSystem&) = delete;

  /// All devices that can play.
  [[nodiscard]] std::vector<AudioDevice> outputs() const;
  /// The common rates, in Hz, that it takes. Tries them on the device, which may take a moment.
  [[nodiscard]] std::vector<int> rates_of(const AudioDevice& device) const;
  /// By index, by name or by a part of it (whatever the case); empty = the default device. Throws
  /// DeviceError that lists what there is.
  [[nodiscard]] AudioDevice find_output(const std::string& name_or_index) const;
};

}  // namespace melisma::synth
