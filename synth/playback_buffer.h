#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <span>

#include "synth/spsc_ring.h"

namespace melisma::synth {

/// What was played, and what went wrong meanwhile, in sample frames at the device's rate.
struct PlaybackCounts {
  std::uint64_t played = 0;     // given to the device, silence not counted
  std::uint64_t underruns = 0;  // times the device asked for sound that was not there yet
  std::uint64_t missing = 0;    // silent ones given instead
};

/// Interleaved samples of one or two channels on their way from the thread that makes them to an
/// audio callback. Silent until start(); after an underrun silent again until the next start(), so
/// that one gap does not become many. Samples pass untouched at gain 1; pauses and changes of gain
/// are ramped over 5 ms.
class PlaybackBuffer {
 public:
  /// Holds at least `capacity` samples at `sample_rate` Hz; `gain` as for set_gain. `channels` of
  /// what is written: 1 or 2.
  PlaybackBuffer(std::size_t capacity, int sample_rate, float gain = 1, std::size_t channels = 1);

  /// [inference] Appends what whole sample frames there is space for; returns how many samples.
  std::size_t write(std::span<const float> samples) noexcept;
  /// [inference] Samples waiting.
  [[nodiscard]] std::size_t waiting() noexcept { return ring_.capacity() - writer_.space(); }
  [[nodiscard]] std::size_t capacity() const noexcept { return ring_.capacity(); }
  /// [inference] No more will be written: what waits is played to its end, without underrun.
  void end() noexcept { ended_.store(true, std::memory_order_release); }
  /// [inference] Nothing may come for a while: running dry is then no underrun.
  void set_resting(bool resting) noexcept { resting_.store(resting, std::memory_order_relaxed); }

  /// [any] Lets waiting samples sound.
  void start() noexcept { started_.store(true, std::memory_order_release); }
  [[nodiscard]] bool started() const noexcept { return started_.load(std::memory_order_acquire); }
  /// [any] All that was written before end() has been given to the device.
  [[nodiscard]] bool drained() const noexcept { return drained_.load(std::memory_order_acquire); }
  void pause(bool paused) noexcept { paused_.store(paused, std::memory_order_relaxed); }
  /// 0 or more; 1 leaves samples as they are.
  void set_gain(float gain) noexcept { gain_.store(gain, std::memory_order_relaxed); }
  [[nodiscard]] PlaybackCounts counts() const noexcept;

  /// [audio] Fills interleaved `out` with the next samples, or silence: one channel on all
  /// `channels`, two on the first two, or their mean on one. Neither allocates, locks nor waits.
  void read(std::span<float> out, std::size_t channels) noexcept;

 private:
  void read_frames(std::span<float> out) noexcept;
  void apply_gain(std::span<float> samples, float target) noexcept;

  SpscRing<float> ring_;
  SpscRing<float>::Writer writer_;
  SpscRing<float>::Reader reader_;
  std::size_t channels_;  // of what is written
  float ramp_step_;       // change of gain a sample
  float current_gain_;    // of the last sample; [audio] only
  std::atomic<float> gain_;
  std::atomic<bool> started_{false};
  std::atomic<bool> ended_{false};
  std::atomic<bool> resting_{false};
  std::atomic<bool> drained_{false};
  std::atomic<bool> paused_{false};
  std::atomic<std::uint64_t> played_{0};
  std::atomic<std::uint64_t> underruns_{0};
  std::atomic<std::uint64_t> missing_{0};
};

}  // namespace melisma::synth
