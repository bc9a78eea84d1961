#include "synth/playback_buffer.h"

#include <algorithm>
#include <array>

namespace melisma::synth {
namespace {

constexpr float kRampSeconds = 0.005F;

}  // namespace

PlaybackBuffer::PlaybackBuffer(std::size_t capacity, int sample_rate, float gain)
    : ring_(capacity),
      writer_(ring_),
      reader_(ring_),
      ramp_step_(1.0F / (kRampSeconds * static_cast<float>(sample_rate))),
      current_gain_(gain),
      gain_(gain) {}

PlaybackCounts PlaybackBuffer::counts() const noexcept {
  return {played_.load(std::memory_order_relaxed),
          underruns_.load(std::memory_order_relaxed),
          missing_.load(std::memory_order_relaxed)};
}

void PlaybackBuffer::apply_gain(std::span<float> samples, float target) noexcept {
  if (current_gain_ == 1.0F && target == 1.0F) {
    return;
  }
  for (float& sample : samples) {
    current_gain_ += std::clamp(target - current_gain_, -ramp_step_, ramp_step_);
    sample *= current_gain_;
  }
}

void PlaybackBuffer::read(std::span<float> out, std::size_t channels) noexcept {
  std::array<float, 256> mono;
  while (!out.empty()) {
    const auto slice = std::span(mono).first(std::min(mono.size(), out.size() / channels));
    read_mono(slice);
    for (std::size_t i = 0; i < slice.size(); ++i) {
      std::fill_n(out.begin() + static_cast<std::ptrdiff_t>(i * channels), channels, slice[i]);
    }
    out = out.subspan(slice.size() * channels);
  }
}

void PlaybackBuffer::read_mono(std::span<float> out) noexcept {
  const float gain = gain_.load(std::memory_order_relaxed);
  const bool paused = paused_.load(std::memory_order_relaxed);
  const bool silent = paused && current_gain_ == 0.0F;
  if (!started_.load(std::memory_order_acquire) || silent) {
    std::fill(out.begin(), out.end(), 0.0F);
    return;
  }
  // Before reading: what was written before the end is then seen as well.
  const bool ended = ended_.load(std::memory_order_acquire);
  const std::size_t count = reader_.read(out);
  apply_gain(out.first(count), paused ? 0.0F : gain);
  played_.fetch_add(count, std::memory_order_relaxed);
  if (count == out.size()) {
    return;
  }
  std::fill(out.begin() + static_cast<std::ptrdiff_t>(count), out.end(), 0.0F);
  if (ended) {
    drained_.store(true, std::memory_order_release);
    return;
  }
  if (!resting_.load(std::memory_order_relaxed)) {
    underruns_.fetch_add(1, std::memory_order_relaxed);
    missing_.fetch_add(out.size() - count, std::memory_order_relaxed);
  }
  started_.store(false, std::memory_order_release);
}

}  // namespace melisma::synth
