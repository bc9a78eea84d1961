#include "audio/midi/score_builder.h"

#include <algorithm>

namespace melisma::audio {

void ScoreBuilder::play(const TrackEvent& event) {
  const auto index = static_cast<std::uint8_t>(event.status & 0x0FU);
  Channel& channel = channels_[index];
  switch (event.status >> 4U) {
    case 0x8:
      return note_off(channel, event.first, event.tick);
    case 0x9:
      return event.second == 0 ? note_off(channel, event.first, event.tick) : note_on(index, event);
    case 0xB:
      return control(index, event);
    case 0xC:
      channel.program = event.first;
      return;
    case 0xE:
      channel.wheel.set(event.first, event.second);
      return note_bend(index, event.tick);
    default:
      return;
  }
}

void ScoreBuilder::finish(std::int64_t end_tick) {
  for (Channel& channel : channels_) {
    end_all(channel, end_tick);
  }
}

/// Ends notes[first..] and empties the list.
void ScoreBuilder::end_notes(std::vector<std::size_t>& notes,
                             std::size_t first,
                             std::int64_t tick) {
  for (std::size_t i = first; i < notes.size(); ++i) {
    Note& note = score_.notes[notes[i]];
    note.duration_ticks = std::max<std::int64_t>(tick - note.start_tick, 1);
  }
  notes.clear();
}

void ScoreBuilder::note_on(std::uint8_t index, const TrackEvent& event) {
  Channel& channel = channels_[index];
  Key& key = channel.keys[event.first];
  end_notes(key.held, 0, event.tick);
  key.down.push_back(score_.notes.size());
  Note note;
  note.start_tick = event.tick;
  note.channel = index;
  note.program = channel.program;
  note.pitch = event.first;
  note.velocity = event.second;
  score_.notes.push_back(note);
}

void ScoreBuilder::note_off(Channel& channel, std::uint8_t pitch, std::int64_t tick) {
  Key& key = channel.keys[pitch];
  if (key.released == key.down.size()) {
    return;
  }
  key.held.push_back(key.down[key.released++]);
  if (key.released == key.down.size()) {
    key.down.clear();
    key.released = 0;
  }
  if (!channel.pedal) {
    end_notes(key.held, 0, tick);
  }
}

void ScoreBuilder::control(std::uint8_t index, const TrackEvent& event) {
  Channel& channel = channels_[index];
  switch (event.first) {
    case kSustainPedal:
      return set_pedal(channel, event.second >= 64, event.tick);
    case kAllSoundOff:
      return end_all(channel, event.tick);
    case kResetControllers:
      set_pedal(channel, false, event.tick);
      if (!channel.wheel.centred()) {
        channel.wheel.centre();
        note_bend(index, event.tick);
      }
      return;
    default:
      channel.wheel.control(event.first, event.second);
      return event.first >= kAllNotesOff ? release_keys(channel, event.tick) : void();
  }
}

void ScoreBuilder::note_bend(std::uint8_t index, std::int64_t tick) {
  score_.pitch_bends.push_back({tick, index, channels_[index].wheel.semitones()});
}

void ScoreBuilder::set_pedal(Channel& channel, bool pressed, std::int64_t tick) {
  if (channel.pedal && !pressed) {
    for (Key& key : channel.keys) {
      end_notes(key.held, 0, tick);
    }
  }
  channel.pedal = pressed;
}

void ScoreBuilder::release_keys(Channel& channel, std::int64_t tick) {
  if (!channel.pedal) {
    return end_all(channel, tick);
  }
  for (Key& key : channel.keys) {
    key.held.insert(key.held.end(),
                    key.down.begin() + static_cast<std::ptrdiff_t>(key.released),
                    key.down.end());
    key.down.clear();
    key.released = 0;
  }
}

void ScoreBuilder::end_all(Channel& channel, std::int64_t tick) {
  for (Key& key : channel.keys) {
    end_notes(key.down, key.released, tick);
    end_notes(key.held, 0, tick);
    key.released = 0;
  }
}

}  // namespace melisma::audio
