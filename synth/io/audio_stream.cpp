#include "synth/io/audio_stream.h"

#include <algorithm>
#include <span>
#include <string>

#include <portaudio.h>

#include "audio/error.h"
#include "synth/io/silenced_stderr.h"

namespace melisma::synth {
namespace {

constexpr auto kSilentDeviceTime = std::chrono::seconds(2);
constexpr double kMostLatencySeconds = 30;  // more is a host API's nonsense

PaStreamParameters parameters_of(const AudioDevice& device, int channels, double latency_seconds) {
  PaStreamParameters parameters{};
  parameters.device = device.index;
  parameters.channelCount = channels;
  parameters.sampleFormat = paFloat32;
  parameters.suggestedLatency = latency_seconds;
  return parameters;
}

int channels_of(const AudioDevice& device) {
  return std::min(device.channels, 2);
}

}  // namespace

struct AudioStream::Callback {
  // [audio]
  static int fill(const void* /*input*/,
                  void* output,
                  unsigned long frames,
                  const PaStreamCallbackTimeInfo* /*time*/,
                  PaStreamCallbackFlags flags,
                  void* user) noexcept {
    auto& stream = *static_cast<AudioStream*>(user);
    const auto channels = static_cast<std::size_t>(stream.channels_);
    const std::span<float> out(static_cast<float*>(output), frames * channels);
    stream.buffer_.read(out, channels);
    if (stream.tap_ != nullptr) {
      stream.tap_->put(out, channels);
    }
    stream.callbacks_.fetch_add(1, std::memory_order_relaxed);
    if ((flags & paOutputUnderflow) != 0) {
      stream.device_underruns_.fetch_add(1, std::memory_order_relaxed);
    }
    return paContinue;
  }
};

int AudioStream::best_rate(const AudioDevice& device, int source_rate) {
  const PaStreamParameters parameters =
      parameters_of(device, channels_of(device), device.high_latency_ms / 1e3);
  const auto takes = [&](int rate) {
    const SilencedStderr silenced;
    return Pa_IsFormatSupported(nullptr, &parameters, rate) == paFormatIsSupported;
  };
  for (const int rate : {48000, 44100}) {
    if (rate % source_rate == 0 && takes(rate)) {
      return rate;
    }
  }
  return static_cast<int>(device.default_rate);
}

AudioStream::AudioStream(const AudioDevice& device,
                         int sample_rate,
                         double latency_seconds,
                         int block_frames,
                         PlaybackBuffer& buffer)
    : buffer_(buffer),
      sample_rate_(sample_rate),
      channels_(channels_of(device)),
      survives_its_server_(device.host_api.find("JACK") == std::string::npos) {
  const PaStreamParameters parameters = parameters_of(device, channels_, latency_seconds);
  const SilencedStderr silenced;
  const PaError error = Pa_OpenStream(&stream_,
                                      nullptr,
                                      &parameters,
                                      sample_rate,
                                      static_cast<unsigned long>(block_frames),
                                      paClipOff | paDitherOff,
                                      &Callback::fill,
                                      this);
  if (error != paNoError) {
    throw DeviceError("audio device \"" + device.name + "\" cannot be opened at " +
                      std::to_string(sample_rate) + " Hz: " + Pa_GetErrorText(error) +
                      ". Choose another with --device; list them with: melisma devices");
  }
  const PaStreamInfo* info = Pa_GetStreamInfo(stream_);
  const bool sane =
      info != nullptr && info->outputLatency > 0 && info->outputLatency < kMostLatencySeconds;
  latency_seconds_ = sane ? info->outputLatency : device.low_latency_ms / 1e3;
}

AudioStream::~AudioStream() {
  if (abandoned_) {
    return;
  }
  const SilencedStderr silenced;
  Pa_CloseStream(stream_);
}

void AudioStream::start() {
  const SilencedStderr silenced;
  if (const PaError error = Pa_StartStream(stream_); error != paNoError) {
    throw DeviceError(std::string("the audio device does not start: ") + Pa_GetErrorText(error) +
                      ". Choose another with --device; list them with: melisma devices");
  }
  running_ = true;
  last_callback_ = std::chrono::steady_clock::now();
}

void AudioStream::stop(bool drain) {
  if (!running_ || abandoned_) {
    return;
  }
  const SilencedStderr silenced;
  drain ? Pa_StopStream(stream_) : Pa_AbortStream(stream_);
  running_ = false;
}

bool AudioStream::lost() {
  if (!running_) {
    return false;
  }
  const auto now = std::chrono::steady_clock::now();
  const std::uint64_t callbacks = callbacks_.load(std::memory_order_relaxed);
  if (callbacks != seen_callbacks_) {
    seen_callbacks_ = callbacks;
    last_callback_ = now;
  }
  const bool lost = Pa_IsStreamActive(stream_) != 1 || now - last_callback_ > kSilentDeviceTime;
  abandoned_ = abandoned_ || (lost && !survives_its_server_);
  return lost;
}

}  // namespace melisma::synth
