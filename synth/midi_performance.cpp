#include "synth/midi_performance.h"

namespace melisma::synth {

using audio::kDrumChannel;

MidiPerformance::MidiPerformance(double frame_rate, std::uint8_t program) : stream_(frame_rate) {
  set_program(program);
}

models::ScorePart MidiPerformance::part_of(std::uint8_t channel, std::uint8_t program) const {
  return channel == kDrumChannel ? models::ScorePart{0, true} : models::ScorePart{program, false};
}

void MidiPerformance::take(const MidiMessage& message) {
  const auto channel = static_cast<std::uint8_t>(message.status & 0x0F);
  if (message.data1 > 127 || message.data2 > 127) {
    return;
  }
  switch (message.status & 0xF0) {
    case 0x80:
      note_off(channel, message.data1);
      break;
    case 0x90:
      message.data2 == 0 ? note_off(channel, message.data1)
                         : note_on(channel, message.data1, message.data2);
      break;
    case 0xB0:
      control(channel, message.data1, message.data2);
      break;
    case 0xC0:
      change_program(channel, message.data1);
      break;
    case 0xE0:
      channels_[channel].wheel.set(message.data1, message.data2);
      send_bend(channel);
      break;
    default:
      break;
  }
}

void MidiPerformance::note_on(std::uint8_t channel, std::uint8_t pitch, std::uint8_t velocity) {
  Channel& state = channels_[channel];
  if (state.held[pitch] || state.sustained[pitch]) {
    let_go(channel, pitch);
  }
  state.held.set(pitch);
  state.program_of[pitch] = state.program;
  ++sounding_;
  const models::ScorePart part = part_of(channel, state.program);
  stream_.note_on(part, pitch, velocity);
  notes_.push_back({part, channel, pitch, velocity});
}

void MidiPerformance::note_off(std::uint8_t channel, std::uint8_t pitch) {
  Channel& state = channels_[channel];
  if (!state.held[pitch]) {
    return;
  }
  if (state.pedal) {
    state.held.reset(pitch);
    state.sustained.set(pitch);
  } else {
    let_go(channel, pitch);
  }
}

void MidiPerformance::let_go(std::uint8_t channel, std::uint8_t pitch) {
  Channel& state = channels_[channel];
  state.held.reset(pitch);
  state.sustained.reset(pitch);
  --sounding_;
  const models::ScorePart part = part_of(channel, state.program_of[pitch]);
  stream_.note_off(part, pitch);
  notes_.push_back({part, channel, pitch, 0});
}

void MidiPerformance::release_channel(std::uint8_t channel) {
  const Channel& state = channels_[channel];
  for (std::uint8_t pitch = 0; pitch < 128; ++pitch) {
    if (state.held[pitch] || state.sustained[pitch]) {
      let_go(channel, pitch);
    }
  }
}

void MidiPerformance::release_all() {
  for (std::uint8_t channel = 0; channel < channels_.size(); ++channel) {
    channels_[channel].pedal = false;
    release_channel(channel);
  }
}

void MidiPerformance::control(std::uint8_t channel, std::uint8_t controller, std::uint8_t value) {
  Channel& state = channels_[channel];
  switch (controller) {
    case audio::kSustainPedal:
      set_pedal(channel, value >= 64);
      break;
    case audio::kResetControllers:
      set_pedal(channel, false);
      state.wheel.centre();
      send_bend(channel);
      break;
    case audio::kAllSoundOff:
    case audio::kAllNotesOff:
      state.pedal = false;
      release_channel(channel);
      break;
    default:
      if (state.wheel.control(controller, value)) {
        send_bend(channel);
      }
      break;
  }
}

void MidiPerformance::set_pedal(std::uint8_t channel, bool down) {
  Channel& state = channels_[channel];
  state.pedal = down;
  for (std::uint8_t pitch = 0; !down && pitch < 128; ++pitch) {
    if (state.sustained[pitch]) {
      let_go(channel, pitch);
    }
  }
}

void MidiPerformance::change_program(std::uint8_t channel, std::uint8_t program) {
  if (channel == kDrumChannel) {
    return;
  }
  const std::uint8_t before = channels_[channel].program;
  channels_[channel].program = program;
  bool still_used = false;
  for (std::size_t other = 0; other < channels_.size(); ++other) {
    still_used = still_used || (other != kDrumChannel && channels_[other].program == before);
  }
  stream_.set_program_present(before, still_used);
  stream_.set_program_present(program, true);
}

void MidiPerformance::set_program(std::uint8_t program) {
  for (std::uint8_t channel = 0; channel < channels_.size(); ++channel) {
    change_program(channel, program);
  }
}

void MidiPerformance::send_bend(std::uint8_t channel) {
  const Channel& state = channels_[channel];
  if (channel != kDrumChannel) {
    stream_.pitch_bend(part_of(channel, state.program), state.wheel.semitones());
  }
}

void MidiPerformance::next_frame(std::vector<models::Feature>& out) {
  stream_.next_frame(out);
  notes_.clear();
  silent_frames_ = sounding_ > 0 ? 0 : silent_frames_ + 1;
}

}  // namespace melisma::synth
