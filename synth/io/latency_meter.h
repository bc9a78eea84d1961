#pragma once

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "synth/io/midi_input.h"
#include "synth/output_tap.h"

namespace melisma::synth {

/// Sends notes through a virtual MIDI port and finds them in what the device is given: the time
/// from key to sound, with everything between.
class LatencyMeter {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr const char* kPortName = "melisma-meter";

  /// Its port is there from now on. Throws DeviceError.
  LatencyMeter() : output_(kPortName) {}
  ~LatencyMeter();
  LatencyMeter(const LatencyMeter&) = delete;
  LatencyMeter& operator=(const LatencyMeter&) = delete;

  /// Begins to send `notes` notes from a thread of its own, about one a second.
  void start(int notes);
  [[nodiscard]] bool finished() const { return finished_; }
  /// [control] A message came in at `received`: tells how long MIDI took. Call for every note.
  void note_received(Clock::time_point received) { received_.push_back(received); }
  /// [control] Call often: takes what was played.
  void listen(OutputTap& tap);

  struct Result {
    std::vector<double> key_to_sound_ms;  // of the notes that were found, sorted
    std::vector<double> midi_ms;          // from sending to receiving, sorted
    int notes = 0;
  };
  /// After finished(). `sample_rate` and `device_latency_seconds` are the player's.
  [[nodiscard]] Result result(int sample_rate, double device_latency_seconds) const;

 private:
  void send(int notes);

  MidiOutput output_;
  std::thread sender_;
  std::atomic<bool> finished_{false};
  std::atomic<bool> stop_{false};
  std::vector<Clock::time_point> sent_;  // the sender's until it has finished
  std::vector<Clock::time_point> received_;
  std::vector<float> samples_;  // all that was played
  std::vector<OutputTap::Block> blocks_;
  std::vector<float> scratch_;
};

/// First sample of `played` at or after `from` that is louder than what came before `from`, and
/// than a twentieth of the loudest within `window`; -1 if there is none. `before`: samples before
/// `from` that count as quiet.
std::ptrdiff_t find_attack(const std::vector<float>& played,
                           std::size_t from,
                           std::size_t before,
                           std::size_t window);

}  // namespace melisma::synth
