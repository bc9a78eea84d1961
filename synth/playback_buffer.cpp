#include "synth/playback_buffer.h"

#include <algorithm>
#include <array>

namespace melisma::synth {
namespace {

constexpr float kRampSeconds = 0.005F;

}  // namespace

PlaybackBuffer::PlaybackBuffer(std::size_t capacity,
                               int sample_rate,
                               float gain,
                               std::size_t channels)
    : ring_(capacity),
      writer_(ring_),
      reader_(ring_),
      channels_(channels),
      ramp_step_(1.0F / (kRampSeconds * static_cast<float>(sample_rate))),
      current_gain_(gain),
      gain_(gain) {}

std::size_t PlaybackBuffer::write(std::span<const float> samples) noexcept {
  const std::size_t count = std::min(samples.size(), writer_.space());
  return writer_.write(samples.first(count / channels_ * channels_));
}

PlaybackCounts PlaybackBuffer::counts() const noexcept {
  return {played_.load(std::memory_order_relaxed),
          underruns_.load(std::memory_order_relaxed),
          missing_.load(std::memory_order_relaxed)};
}

void PlaybackBuffer::apply_gain(std::span<float> samples, float target) noexcept {
  if (current_gain_ == 1.0F && target == 1.0F) {
    return;
  }
  for (std::size_t i = 0; i < samples.size(); i += channels_) {
    current_gain_ += std::clamp(target - current_gain_, -ramp_step_, ramp_step_);
    for (std::size_t c = 0; c < channels_; ++c) {
      samples[i + c] *= current_gain_;
    }
  }
}

void PlaybackBuffer::read(std::span<float> out, std::size_t channels) noexcept {
  std::array<float, 256> frames;
  while (!out.empty()) {
    const std::size_t count = std::min(frames.size() / channels_, out.size() / channels);
    const auto slice = std::span(frames).first(count * channels_);
    read_frames(slice);
    for (std::size_t i = 0; i < count; ++i) {
      const float* frame = slice.data() + i * channels_;
      for (std::size_t c = 0; c < channels; ++c) {
        const bool mixed = channels == 1 && channels_ == 2;
        out[i * channels + c] = mixed ? 0.5F * (frame[0] + frame[1]) : frame[c % channels_];
      }
    }
    out = out.subspan(count * channels);
  }
}

void PlaybackBuffer::read_frames(std::span<float> out) noexcept {
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
  played_.fetch_add(count / channels_, std::memory_order_relaxed);
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
    missing_.fetch_add((out.size() - count) / channels_, std::memory_order_relaxed);
  }
  started_.store(false, std::memory_order_release);
}

}  // namespace melisma::synth
