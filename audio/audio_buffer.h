#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "audio/error.h"

namespace melisma::audio {

/// Planar audio that somebody else owns: `channels` rows of `samples` floats, `stride` floats from
/// one row to the next. Full scale is [-1, 1]. Sample is `float` or `const float`.
template <typename Sample>
class BasicAudioView {
 public:
  BasicAudioView() = default;
  BasicAudioView(Sample* data, int channels, std::size_t samples, std::size_t stride) noexcept
      : data_(data), channels_(channels), samples_(samples), stride_(stride) {}
  /// One channel.
  explicit BasicAudioView(std::span<Sample> mono) noexcept
      : BasicAudioView(mono.data(), 1, mono.size(), mono.size()) {}

  [[nodiscard]] int channels() const noexcept { return channels_; }
  [[nodiscard]] std::size_t samples() const noexcept { return samples_; }
  [[nodiscard]] bool empty() const noexcept { return samples_ == 0 || channels_ == 0; }

  [[nodiscard]] std::span<Sample> channel(int index) const {
    MELISMA_ASSERT(index >= 0 && index < channels_);
    return {data_ + static_cast<std::size_t>(index) * stride_, samples_};
  }
  /// Samples [first, first + count) of every channel.
  [[nodiscard]] BasicAudioView slice(std::size_t first, std::size_t count) const {
    MELISMA_ASSERT(first <= samples_ && count <= samples_ - first);
    return {data_ + first, channels_, count, stride_};
  }
  operator BasicAudioView<const Sample>() const noexcept {  // NOLINT(google-explicit-constructor)
    return {data_, channels_, samples_, stride_};
  }

 private:
  Sample* data_ = nullptr;
  int channels_ = 0;
  std::size_t samples_ = 0;
  std::size_t stride_ = 0;
};

using AudioView = BasicAudioView<const float>;
using MutableAudioView = BasicAudioView<float>;

/// Planar audio that owns its samples; silent when made.
class AudioBuffer {
 public:
  AudioBuffer() = default;
  AudioBuffer(int channels, std::size_t samples);

  [[nodiscard]] int channels() const noexcept { return channels_; }
  [[nodiscard]] std::size_t samples() const noexcept { return samples_; }
  [[nodiscard]] std::span<float> channel(int index) { return view().channel(index); }
  [[nodiscard]] std::span<const float> channel(int index) const { return view().channel(index); }
  [[nodiscard]] AudioView view() const noexcept {
    return {data_.data(), channels_, samples_, samples_};
  }
  [[nodiscard]] MutableAudioView view() noexcept {
    return {data_.data(), channels_, samples_, samples_};
  }

 private:
  int channels_ = 0;
  std::size_t samples_ = 0;
  std::vector<float> data_;
};

/// The mean of all channels.
std::vector<float> mix_to_mono(AudioView audio);
/// The same for samples that lie channel by channel within each sample frame; appends to `mono`.
/// A trailing incomplete sample frame is ignored.
void mix_to_mono(std::span<const float> interleaved, int channels, std::vector<float>& mono);

std::vector<float> interleave(AudioView audio);
AudioBuffer deinterleave(std::span<const float> interleaved, int channels);

}  // namespace melisma::audio
