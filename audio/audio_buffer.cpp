#include "audio/audio_buffer.h"

namespace melisma::audio {

AudioBuffer::AudioBuffer(int channels, std::size_t samples)
    : channels_(channels), samples_(samples) {
  MELISMA_ASSERT(channels >= 0);
  data_.resize(static_cast<std::size_t>(channels) * samples);
}

std::vector<float> mix_to_mono(AudioView audio) {
  std::vector<float> mono(audio.samples());
  const float gain = 1.0F / static_cast<float>(audio.channels());
  for (int channel = 0; channel < audio.channels(); ++channel) {
    const auto samples = audio.channel(channel);
    for (std::size_t n = 0; n < samples.size(); ++n) {
      mono[n] += samples[n] * gain;
    }
  }
  return mono;
}

void mix_to_mono(std::span<const float> interleaved, int channels, std::vector<float>& mono) {
  MELISMA_ASSERT(channels > 0);
  const auto step = static_cast<std::size_t>(channels);
  const float gain = 1.0F / static_cast<float>(channels);
  mono.reserve(mono.size() + interleaved.size() / step);
  for (std::size_t frame = 0; frame + step <= interleaved.size(); frame += step) {
    float sum = 0.0F;
    for (const float sample : interleaved.subspan(frame, step)) {
      sum += sample * gain;
    }
    mono.push_back(sum);
  }
}

std::vector<float> interleave(AudioView audio) {
  const auto step = static_cast<std::size_t>(audio.channels());
  std::vector<float> interleaved(step * audio.samples());
  for (int channel = 0; channel < audio.channels(); ++channel) {
    std::size_t to = static_cast<std::size_t>(channel);
    for (const float sample : audio.channel(channel)) {
      interleaved[to] = sample;
      to += step;
    }
  }
  return interleaved;
}

AudioBuffer deinterleave(std::span<const float> interleaved, int channels) {
  MELISMA_ASSERT(channels > 0);
  const auto step = static_cast<std::size_t>(channels);
  AudioBuffer audio(channels, interleaved.size() / step);
  for (int channel = 0; channel < channels; ++channel) {
    std::size_t from = static_cast<std::size_t>(channel);
    for (float& sample : audio.channel(channel)) {
      sample = interleaved[from];
      from += step;
    }
  }
  return audio;
}

}  // namespace melisma::audio
