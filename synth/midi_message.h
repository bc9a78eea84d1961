#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

#include "synth/spsc_ring.h"

namespace melisma::synth {

/// One short MIDI message as it came, and when.
struct MidiMessage {
  std::uint8_t status = 0;  // 0x80..0xFF
  std::uint8_t data1 = 0;
  std::uint8_t data2 = 0;
  std::chrono::steady_clock::time_point received;
};

/// Messages from the thread that receives them to the one that plays them. When it is full,
/// messages are lost and said to be: the player must then let go of all notes, or some would hang.
class MidiQueue {
 public:
  MidiQueue() : ring_(kCapacity), writer_(ring_), reader_(ring_) {}

  /// [midi]
  void push(const MidiMessage& message) noexcept {
    if (writer_.write({&message, 1}) == 0) {
      lost_.fetch_add(1, std::memory_order_relaxed);
    }
  }
  /// [inference] False when there is none.
  bool pop(MidiMessage& message) noexcept { return reader_.read({&message, 1}) == 1; }
  /// [inference] Messages lost since the last call.
  std::uint64_t take_lost() noexcept { return lost_.exchange(0, std::memory_order_relaxed); }

 private:
  static constexpr std::size_t kCapacity = 4096;

  SpscRing<MidiMessage> ring_;
  SpscRing<MidiMessage>::Writer writer_;
  SpscRing<MidiMessage>::Reader reader_;
  std::atomic<std::uint64_t> lost_{0};
};

}  // namespace melisma::synth
