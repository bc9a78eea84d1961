#include "synth/io/audio_devices.h"

#include <algorithm>

#include <portaudio.h>

#include "audio/error.h"
#include "synth/io/name_choice.h"
#include "synth/io/silenced_stderr.h"

namespace melisma::synth {
namespace {

std::string listed(const std::vector<AudioDevice>& devices) {
  std::string list;
  for (const AudioDevice& device : devices) {
    list +=
        "\n  " + std::to_string(device.index) + "  " + device.name + " (" + device.host_api + ")";
  }
  return list;
}

}  // namespace

AudioSystem::AudioSystem() {
  const SilencedStderr silenced;
  if (const PaError error = Pa_Initialize(); error != paNoError) {
    throw DeviceError(std::string("the sound system does not start: ") + Pa_GetErrorText(error) +
                      ". Write a file with -o instead.");
  }
}

AudioSystem::~AudioSystem() {
  const SilencedStderr silenced;
  Pa_Terminate();
}

std::vector<AudioDevice> AudioSystem::outputs() const {
  std::vector<AudioDevice> devices;
  for (PaDeviceIndex i = 0; i < Pa_GetDeviceCount(); ++i) {
    const PaDeviceInfo* info = Pa_GetDeviceInfo(i);
    if (info == nullptr || info->maxOutputChannels < 1) {
      continue;
    }
    const PaHostApiInfo* api = Pa_GetHostApiInfo(info->hostApi);
    devices.push_back({i,
                       info->name,
                       api != nullptr ? api->name : "",
                       info->maxOutputChannels,
                       info->defaultSampleRate,
                       info->defaultLowOutputLatency * 1e3,
                       info->defaultHighOutputLatency * 1e3,
                       i == Pa_GetDefaultOutputDevice()});
  }
  return devices;
}

std::vector<int> AudioSystem::rates_of(const AudioDevice& device) const {
  const SilencedStderr silenced;
  PaStreamParameters parameters{};
  parameters.device = device.index;
  parameters.channelCount = std::min(device.channels, 2);
  parameters.sampleFormat = paFloat32;
  parameters.suggestedLatency = device.high_latency_ms / 1e3;
  std::vector<int> rates;
  for (const int rate : {44100, 48000, 88200, 96000, 192000}) {
    if (Pa_IsFormatSupported(nullptr, &parameters, rate) == paFormatIsSupported) {
      rates.push_back(rate);
    }
  }
  return rates;
}

AudioDevice AudioSystem::find_output(const std::string& name_or_index) const {
  const std::vector<AudioDevice> devices = outputs();
  if (devices.empty()) {
    throw DeviceError(
        "found no audio device. Start a sound server (PulseAudio, JACK) or connect a device, or "
        "write a file with -o instead.");
  }
  std::optional<std::size_t> chosen;
  if (name_or_index.empty()) {
    const auto found = std::find_if(devices.begin(), devices.end(), [](const AudioDevice& device) {
      return device.is_default;
    });
    chosen = found != devices.end() ? static_cast<std::size_t>(found - devices.begin()) : 0;
  } else {
    std::vector<std::string> names;
    std::vector<int> indices;
    for (const AudioDevice& device : devices) {
      names.push_back(device.name);
      indices.push_back(device.index);
    }
    chosen = choose_by_name(names, indices, name_or_index);
  }
  if (!chosen) {
    throw DeviceError("found no audio device \"" + name_or_index +
                      "\". There are:" + listed(devices));
  }
  return devices[*chosen];
}

}  // namespace melisma::synth
