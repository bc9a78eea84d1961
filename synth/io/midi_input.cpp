#include "synth/io/midi_input.h"

#include <algorithm>
#include <optional>
#include <type_traits>

#include <rtmidi/RtMidi.h>

#include "audio/error.h"
#include "synth/io/name_choice.h"
#include "synth/io/silenced_stderr.h"

namespace melisma::synth {
namespace {

constexpr const char* kClient = "melisma";
constexpr const char* kPort = "keyboard";

void ignore(RtMidiError::Type /*type*/, const std::string& /*text*/, void* /*user*/) {}

/// A client of one API, or none where the API is not running.
template <typename Client>
std::unique_ptr<Client> make_client(RtMidi::Api api, const std::string& name = kClient) {
  const SilencedStderr silenced;
  try {
    std::unique_ptr<Client> client;
    if constexpr (std::is_same_v<Client, RtMidiIn>) {
      client = std::make_unique<RtMidiIn>(api, name, 1024);
    } else {
      client = std::make_unique<RtMidiOut>(api, name);
    }
    client->setErrorCallback(&ignore, nullptr);
    return client;
  } catch (const RtMidiError&) {
    return nullptr;
  }
}

/// The APIs that RtMidi was built with, in the order in which they are asked.
std::vector<RtMidi::Api> apis() {
  std::vector<RtMidi::Api> compiled;
  RtMidi::getCompiledApi(compiled);
  return compiled;
}

std::string api_name(RtMidi::Api api) {
  switch (api) {
    case RtMidi::LINUX_ALSA:
      return "ALSA";
    case RtMidi::UNIX_JACK:
      return "JACK";
    default:
      return RtMidi::getApiDisplayName(api);
  }
}

RtMidi::Api api_of(const std::string& name) {
  const auto all = apis();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](RtMidi::Api api) { return api_name(api) == name; });
  return found != all.end() ? *found : RtMidi::UNSPECIFIED;
}

/// Our own client's ports are no keyboards.
bool is_ours(const std::string& name) {
  return name.starts_with(std::string(kClient) + ":");
}

std::string listed(const std::vector<MidiPort>& ports) {
  std::string list;
  for (const MidiPort& port : ports) {
    list += "\n  " + std::to_string(port.index) + "  " + port.name + " (" + port.api + ")";
  }
  return list.empty() ? " none. Connect a keyboard, or start a JACK server" : list;
}

void receive(double /*delta*/, std::vector<unsigned char>* bytes, void* user) {
  if (bytes == nullptr || bytes->empty() || bytes->size() > 3) {
    return;
  }
  const auto byte = [&](std::size_t i) {
    return i < bytes->size() ? (*bytes)[i] : std::uint8_t{0};
  };
  static_cast<MidiQueue*>(user)->push(
      {byte(0), byte(1), byte(2), std::chrono::steady_clock::now()});
}

}  // namespace

std::vector<MidiPort> midi_inputs() {
  std::vector<MidiPort> ports;
  for (const RtMidi::Api api : apis()) {
    const auto client = make_client<RtMidiIn>(api);
    const SilencedStderr silenced;
    const unsigned count = client ? client->getPortCount() : 0;
    for (unsigned i = 0; i < count; ++i) {
      const std::string name = client->getPortName(i);
      if (!is_ours(name)) {
        ports.push_back({static_cast<int>(i), name, api_name(api)});
      }
    }
  }
  return ports;
}

struct MidiInput::Rtmidi {
  static void note_error(RtMidiError::Type /*type*/, const std::string& /*text*/, void* user) {
    static_cast<Rtmidi*>(user)->failed = true;
  }

  std::unique_ptr<RtMidiIn> client;
  bool failed = false;
};

MidiInput::MidiInput(const std::string& port, MidiQueue& queue)
    : queue_(queue), rtmidi_(std::make_unique<Rtmidi>()) {
  const std::vector<MidiPort> ports = midi_inputs();
  if (port == "virtual" || (port.empty() && ports.empty())) {
    open_virtual();
    return;
  }
  std::vector<std::string> names;
  std::vector<int> indices;
  for (const MidiPort& each : ports) {
    names.push_back(each.name);
    indices.push_back(each.index);
  }
  const auto chosen =
      port.empty() ? std::optional<std::size_t>(0) : choose_by_name(names, indices, port);
  if (!chosen) {
    throw DeviceError("found no MIDI input \"" + port + "\". There are:" + listed(ports));
  }
  open(ports[*chosen]);
}

MidiInput::~MidiInput() {
  const SilencedStderr silenced;
  rtmidi_.reset();
}

void MidiInput::listen(int api) {
  rtmidi_->client = make_client<RtMidiIn>(static_cast<RtMidi::Api>(api));
  if (rtmidi_->client) {
    rtmidi_->client->ignoreTypes(true, false, true);  // the clock is wanted
    rtmidi_->client->setCallback(&receive, &queue_);
    rtmidi_->client->setErrorCallback(&MidiInput::Rtmidi::note_error, rtmidi_.get());
  }
}

void MidiInput::open(const MidiPort& port) {
  listen(api_of(port.api));
  const SilencedStderr silenced;
  if (rtmidi_->client) {
    rtmidi_->client->openPort(static_cast<unsigned>(port.index), kPort);
  }
  if (!rtmidi_->client || rtmidi_->failed) {
    throw DeviceError("MIDI input \"" + port.name +
                      "\" cannot be opened. List what there is with: melisma devices");
  }
  name_ = port.name;
}

void MidiInput::open_virtual() {
  for (const RtMidi::Api api : apis()) {
    rtmidi_->failed = false;
    listen(api);
    const SilencedStderr silenced;
    if (!rtmidi_->client) {
      continue;
    }
    rtmidi_->client->openVirtualPort(kPort);
    if (!rtmidi_->failed) {
      name_ = std::string(kClient) + ":" + kPort + " (virtual)";
      virtual_ = true;
      return;
    }
  }
  throw DeviceError("found no MIDI input. Connect a keyboard, or start a JACK server.");
}

MidiInput::Change MidiInput::look_after() {
  if (virtual_) {
    return Change::kNone;
  }
  const SilencedStderr silenced;
  RtMidiIn& client = *rtmidi_->client;
  std::optional<unsigned> place;
  for (unsigned i = 0; i < client.getPortCount(); ++i) {
    if (client.getPortName(i) == name_) {
      place = i;
    }
  }
  if (present_ == place.has_value()) {
    return Change::kNone;
  }
  present_ = place.has_value();
  client.closePort();
  if (place) {
    client.openPort(*place, kPort);
  }
  return place ? Change::kFound : Change::kLost;
}

struct MidiOutput::Rtmidi {
  std::unique_ptr<RtMidiOut> client;
};

MidiOutput::MidiOutput(const std::string& name) {
  for (const RtMidi::Api api : apis()) {
    auto client = make_client<RtMidiOut>(api, name);
    const SilencedStderr silenced;
    if (client) {
      client->openVirtualPort("out");
      rtmidi_ = std::make_unique<Rtmidi>(Rtmidi{std::move(client)});
      return;
    }
  }
  throw DeviceError("found no MIDI system. Start a JACK server.");
}

MidiOutput::~MidiOutput() {
  const SilencedStderr silenced;
  rtmidi_.reset();
}

void MidiOutput::send(std::uint8_t status, std::uint8_t data1, std::uint8_t data2) {
  const std::vector<unsigned char> bytes{status, data1, data2};
  rtmidi_->client->sendMessage(&bytes);
}

}  // namespace melisma::synth
