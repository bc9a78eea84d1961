#include "synth/live_session.h"

#include <algorithm>

#include "audio/error.h"

namespace melisma::synth {
namespace {

constexpr float kHottest = 2;
constexpr float kStrongestGuidance = 8;
constexpr float kLoudestPercent = 200;
constexpr std::int64_t kIdleFrames = 50;  // without a note before it improvises
constexpr std::uint8_t kMidiClock = 0xF8;
constexpr std::uint8_t kMidiStart = 0xFA;

}  // namespace

LiveParameter parse_live_parameter(const std::string& name) {
  if (name == "temperature") {
    return LiveParameter::kTemperature;
  }
  if (name == "guidance") {
    return LiveParameter::kGuidance;
  }
  if (name == "volume") {
    return LiveParameter::kVolume;
  }
  throw ConfigError("found the parameter \"" + name +
                    "\", wanted temperature, guidance or volume, such as --cc 1=temperature.");
}

LiveSession::LiveSession(const models::LanguageModel& model,
                         MidiQueue& queue,
                         const LiveSettings& settings)
    : settings_(settings),
      queue_(queue),
      performance_(model.config().frame_rate, settings.program),
      generator_(model, settings.draw, settings.text) {
  if (settings.bpm) {
    tempo_.set_bpm(*settings.bpm, std::chrono::steady_clock::now());
  }
}

void LiveSession::set_temperature(float temperature) {
  auto sampling = generator_.sampling();
  sampling.temperature = std::clamp(temperature, 0.0F, kHottest);
  generator_.set_sampling(sampling);
}

void LiveSession::set_guidance(float guidance) {
  if (generator_.columns() == 1) {
    return;
  }
  auto sampling = generator_.sampling();
  sampling.guidance = std::clamp(guidance, 1.0F, kStrongestGuidance);
  generator_.set_sampling(sampling);
}

void LiveSession::set_volume(float percent) {
  volume_ = std::clamp(percent, 0.0F, kLoudestPercent);
}

void LiveSession::turn(LiveParameter parameter, std::uint8_t value) {
  const float turned = static_cast<float>(value) / 127;
  switch (parameter) {
    case LiveParameter::kTemperature:
      set_temperature(kHottest * turned);
      break;
    case LiveParameter::kGuidance:
      set_guidance(1 + (kStrongestGuidance - 1) * turned);
      break;
    case LiveParameter::kVolume:
      set_volume(100 * turned);
      break;
  }
}

void LiveSession::take(const MidiMessage& message) {
  if (message.status == kMidiClock) {
    tempo_.midi_clock(message.received);
  } else if (message.status == kMidiStart) {
    tempo_.midi_start();
  }
  if ((message.status & 0xF0) == 0xB0) {
    const auto mapped = settings_.controllers.find(message.data1);
    if (mapped != settings_.controllers.end()) {
      turn(mapped->second, message.data2);
      return;
    }
  }
  if ((message.status & 0xF0) == 0x90 && message.data2 > 0 && !oldest_note_) {
    oldest_note_ = message.received;
  }
  performance_.take(message);
}

void LiveSession::take_messages() {
  oldest_note_.reset();
  for (MidiMessage message; queue_.pop(message);) {
    take(message);
  }
  if (const std::uint64_t lost = queue_.take_lost(); lost > 0) {
    lost_ += lost;
    performance_.release_all();
  }
}

void LiveSession::settle_idle() {
  const bool improvise = improvises() && performance_.silent_frames() >= kIdleFrames;
  if (improvise != improvising_) {
    improvising_ = improvise;
    models::ScoreMask mask;
    if (improvise) {
      mask.free_families.set(performance_.program() / 8);
      mask.name_free_programs = true;
    }
    performance_.set_mask(mask);
  }
}

bool LiveSession::next(std::span<std::int32_t> codes) {
  take_messages();
  settle_idle();
  if (tempo_.take_changed()) {
    performance_.set_clock(*tempo_.clock_at(std::chrono::steady_clock::now()));
  }
  for (const PerformedNote& note : performance_.notes()) {
    if (listener_) {
      listener_(generator_.frames(), note);
    }
  }
  performance_.next_frame(features_);
  generator_.next(codes, features_);
  return true;
}

}  // namespace melisma::synth
