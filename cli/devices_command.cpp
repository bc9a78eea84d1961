#include <cstdio>
#include <iostream>

#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/option_parsing.h"
#include "synth/io/audio_devices.h"
#include "synth/io/midi_input.h"

namespace melisma::cli {

namespace po = boost::program_options;

namespace {

nlohmann::json described(const synth::AudioSystem& system, const synth::AudioDevice& device) {
  return {{"index", device.index},
          {"name", device.name},
          {"host_api", device.host_api},
          {"channels", device.channels},
          {"default_rate", device.default_rate},
          {"rates", system.rates_of(device)},
          {"low_latency_ms", device.low_latency_ms},
          {"high_latency_ms", device.high_latency_ms},
          {"default", device.is_default}};
}

std::string listed(const std::vector<int>& rates) {
  std::string list;
  for (const int rate : rates) {
    list.append(list.empty() ? "" : " ").append(std::to_string(rate));
  }
  return list;
}

void print(const synth::AudioSystem& system, const std::vector<synth::AudioDevice>& devices) {
  std::puts(devices.empty() ? "audio outputs: none" : "audio outputs (* = default):");
  for (const synth::AudioDevice& device : devices) {
    std::printf("%c %3d  %-32s %-12s %2d channels, %s Hz, latency %.1f to %.1f ms\n",
                device.is_default ? '*' : ' ',
                device.index,
                device.name.c_str(),
                device.host_api.c_str(),
                device.channels,
                listed(system.rates_of(device)).c_str(),
                device.low_latency_ms,
                device.high_latency_ms);
  }
}

void print(const std::vector<synth::MidiPort>& ports) {
  std::puts(ports.empty() ? "MIDI inputs: none" : "MIDI inputs:");
  for (const synth::MidiPort& port : ports) {
    std::printf("  %3d  %-32s %s\n", port.index, port.name.c_str(), port.api.c_str());
  }
}

}  // namespace

int run_devices(Arguments arguments) {
  CommandLine line(
      "melisma devices [--json]\n\nLists what sound can be played on and what can be listened to.",
      "devices");
  bool json = false;
  line.options.add_options()("json", po::bool_switch(&json), "machine-readable output");
  po::variables_map values;
  if (!parse(line, arguments, values)) {
    return 0;
  }
  const synth::AudioSystem system;
  const std::vector<synth::AudioDevice> devices = system.outputs();
  const std::vector<synth::MidiPort> midi = synth::midi_inputs();
  if (json) {
    auto list = nlohmann::json::array();
    for (const synth::AudioDevice& device : devices) {
      list.push_back(described(system, device));
    }
    auto ports = nlohmann::json::array();
    for (const synth::MidiPort& port : midi) {
      ports.push_back({{"index", port.index}, {"name", port.name}, {"api", port.api}});
    }
    std::cout << nlohmann::json{{"audio_outputs", list}, {"midi_inputs", ports}}.dump(2) << '\n';
  } else {
    print(system, devices);
    print(midi);
  }
  return 0;
}

}  // namespace melisma::cli
