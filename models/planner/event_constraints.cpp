#include "models/planner/event_constraints.h"

#include <algorithm>
#include <string>

#include "audio/error.h"

namespace melisma::models {

namespace {

constexpr int kFirstDrum = 27;  // General MIDI 2
constexpr int kLastDrum = 87;

void mark(std::vector<std::uint8_t>& legal, int begin, int count) {
  std::fill_n(legal.begin() + begin, count, std::uint8_t{1});
}

}  // namespace

EventConstraints::EventConstraints(const PlanRules& rules) : rules_(rules) {
  validate(rules.header);
  bar_units_ = bar_units(rules.header);
  if (rules.bars < 0 || rules.max_notes_per_bar < 1 || rules.most_programs < 1) {
    throw ConfigError("a plan of " + std::to_string(rules.bars) + " bars with at most " +
                      std::to_string(rules.max_notes_per_bar) + " notes each by " +
                      std::to_string(rules.most_programs) +
                      " programs, wanted at least 0 bars, 1 note and 1 program; choose a longer"
                      " duration");
  }
  const int shift = semitones_to_c(rules.header);
  for (int pitch = 0; pitch < 128; ++pitch) {
    const bool sounds = pitch - shift >= 0 && pitch - shift <= 127;
    const bool fits = !rules.scale_only || in_scale(pitch % 12, rules.header.minor);
    playable_.set(static_cast<std::size_t>(pitch), sounds && fits);
    drums_.set(static_cast<std::size_t>(pitch), pitch >= kFirstDrum && pitch <= kLastDrum);
  }
  melodic_ = playable_;
}

bool EventConstraints::may_play(int program) const {
  if (program == kDrumProgram) {
    return rules_.drums;
  }
  const auto index = static_cast<std::size_t>(program);
  if (!rules_.programs[index] || players_[index]) {
    return rules_.programs[index];
  }
  const auto comes_later = [&](const ProgramSet& choice) {
    return (choice & players_).none() && !choice[index];
  };
  const auto kept = std::count_if(rules_.wanted.begin(), rules_.wanted.end(), comes_later);
  return static_cast<std::ptrdiff_t>(players_.count()) + kept < rules_.most_programs;
}

ProgramSet EventConstraints::missing() const {
  const auto found =
      std::find_if(rules_.wanted.begin(), rules_.wanted.end(), [&](const ProgramSet& choice) {
        return (choice & players_).none();
      });
  return found == rules_.wanted.end() ? ProgramSet() : *found;
}

EventConstraints::Pitches EventConstraints::open_pitches(int position, int program) const {
  if (!may_play(program)) {
    return {};
  }
  Pitches out = program == kDrumProgram ? drums_ : melodic_;
  if (position == position_ && program <= program_) {
    const int taken = program < program_ ? 128 : pitch_ + 1;
    out = taken >= 128
              ? Pitches()
              : (out >> static_cast<std::size_t>(taken)) << static_cast<std::size_t>(taken);
  }
  return out;
}

bool EventConstraints::program_open(int position, int program) const {
  return open_pitches(position, program).any();
}

bool EventConstraints::position_open(int position) const {
  for (int program = 0; program <= kDrumProgram; ++program) {
    if (program_open(position, program)) {
      return true;
    }
  }
  return false;
}

void EventConstraints::legal_codes(int field,
                                   const ScoreEvent& so_far,
                                   std::vector<std::uint8_t>& legal) const {
  MELISMA_ASSERT(field >= 0 && field < kScoreEventFields);
  legal.assign(static_cast<std::size_t>(kScoreEventSizes[static_cast<std::size_t>(field)]), 0);
  if (field == 0) {
    mark_kinds(legal);
  } else if (so_far[0] == kEndEvent) {
    legal[0] = 1;
  } else if (so_far[0] == kBarEvent) {
    mark_bar_field(field, so_far, legal);
  } else {
    mark_note_field(field, so_far, legal);
  }
}

void EventConstraints::mark_kinds(std::vector<std::uint8_t>& legal) const {
  if (finished_ || bars_ >= rules_.bars) {
    legal[kEndEvent] = 1;
  } else {
    legal[kBarEvent] = 1;
  }
  if (finished_ || bars_ == 0 || notes_in_bar_ >= rules_.max_notes_per_bar) {
    return;
  }
  // Beyond position_ all positions are alike.
  if (position_ < bar_units_ && position_open(position_)) {
    legal[static_cast<std::size_t>(kNoteEvent + position_)] = 1;
  }
  if (position_ + 1 < bar_units_ && position_open(position_ + 1)) {
    mark(legal, kNoteEvent + position_ + 1, bar_units_ - position_ - 1);
  }
}

void EventConstraints::mark_bar_field(int field,
                                      const ScoreEvent& so_far,
                                      std::vector<std::uint8_t>& legal) const {
  const bool no_chord = so_far[2] == kChordRootCodes + kNoChordRoot;
  const std::int64_t left = std::clamp<std::int64_t>(rules_.bars - bars_ - 1, 0, kMaxBarsLeft);
  switch (field) {
    case 1:
      return mark(legal, kSectionCodes, kSectionCount);
    case 2:
      return mark(legal, kChordRootCodes, kNoChordRoot + 1);
    case 3:
      return no_chord ? mark(legal, kChordQualityCodes + static_cast<int>(ChordQuality::kNone), 1)
                      : mark(legal, kChordQualityCodes, static_cast<int>(ChordQuality::kNone));
    default:
      return mark(legal, kBarsLeftCodes + static_cast<int>(left), 1);
  }
}

void EventConstraints::mark_note_field(int field,
                                       const ScoreEvent& so_far,
                                       std::vector<std::uint8_t>& legal) const {
  const int position = so_far[0] - kNoteEvent;
  if (field == 1) {
    for (int program = 0; program <= kDrumProgram; ++program) {
      legal[static_cast<std::size_t>(program)] = program_open(position, program) ? 1 : 0;
    }
  } else if (field == 2) {
    const Pitches open = open_pitches(position, so_far[1]);
    for (std::size_t pitch = 0; pitch < open.size(); ++pitch) {
      legal[pitch] = open[pitch] ? 1 : 0;
    }
  } else if (field == 3) {
    // Nothing rings into the last bar, whose bass decides where the piece ends.
    const std::int64_t bars_to_come = std::max<std::int64_t>(rules_.bars - bars_ - 1, 0);
    const std::int64_t units_left = (bars_to_come + 1) * bar_units_ - position;
    for (std::size_t i = 0; i < kDurationUnits.size(); ++i) {
      legal[i] = kDurationUnits[i] <= units_left ? 1 : 0;
    }
  } else {
    mark(legal, 0, kVelocityClasses);
  }
}

void EventConstraints::accept(const ScoreEvent& event) {
  if (event[0] == kEndEvent) {
    finished_ = true;
  } else if (event[0] == kBarEvent) {
    ++bars_;
    notes_in_bar_ = 0;
    position_ = 0;
    program_ = -1;
    pitch_ = -1;
  } else {
    ++notes_in_bar_;
    position_ = event[0] - kNoteEvent;
    program_ = event[1];
    pitch_ = event[2];
    if (program_ < kDrumProgram) {
      players_.set(static_cast<std::size_t>(program_));
    }
  }
}

}  // namespace melisma::models
