#pragma once

#include <memory>
#include <string>
#include <vector>

#include "synth/midi_message.h"

namespace melisma::synth {

/// A MIDI port that can be listened to.
struct MidiPort {
  int index = 0;  // within its API, good until ports come or go
  std::string name;
  std::string api;  // "ALSA" or "JACK"
};

/// All ports there are; none where neither ALSA's sequencer nor a JACK server is there. Messages of
/// the libraries are silenced. [control]
std::vector<MidiPort> midi_inputs();

/// Listens to a port and passes its short messages on; system exclusive and active sensing are left
/// out. A port that is unplugged and comes back is found again by look_after(). [control]
class MidiInput {
 public:
  /// `port`: index or (part of) a name; "virtual" makes a port that others connect to; empty = the
  /// first port there is, else a virtual one. The queue must outlive it. Throws DeviceError that
  /// lists what there is.
  MidiInput(const std::string& port, MidiQueue& queue);
  ~MidiInput();
  MidiInput(const MidiInput&) = delete;
  MidiInput& operator=(const MidiInput&) = delete;

  [[nodiscard]] const std::string& name() const { return name_; }
  enum class Change { kNone, kLost, kFound };
  /// Call every second or so: says whether the port went away or came back since. A port that went
  /// away leaves no note sounding if the caller then lets go of all.
  Change look_after();

 private:
  struct Rtmidi;
  void listen(int api);
  void open(const MidiPort& port);
  void open_virtual();

  MidiQueue& queue_;
  std::string name_;
  bool virtual_ = false;
  bool present_ = true;
  std::unique_ptr<Rtmidi> rtmidi_;
};

/// A virtual port that sends, for tests and for measuring: `name` is what listeners see.
class MidiOutput {
 public:
  /// Throws DeviceError.
  explicit MidiOutput(const std::string& name);
  ~MidiOutput();
  MidiOutput(const MidiOutput&) = delete;
  MidiOutput& operator=(const MidiOutput&) = delete;

  void send(std::uint8_t status, std::uint8_t data1, std::uint8_t data2);

 private:
  struct Rtmidi;
  std::unique_ptr<Rtmidi> rtmidi_;
};

}  // namespace melisma::synth
