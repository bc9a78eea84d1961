#include "models/planner/score_events.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <tuple>

#include "audio/error.h"
#include "models/planner/chord_estimate.h"
#include "models/planner/section_names.h"

namespace melisma::models {

namespace {

/// A tail that rings this far into a bar does not make it a bar of the piece.
constexpr std::int64_t kTailUnits = 3;

struct GridNote {
  std::int64_t start = 0;  // units from the start
  std::int64_t length = 1;
  int program = 0;  // 128 for drums
  int pitch = 0;    // as written in the events
  int velocity = 0;

  [[nodiscard]] auto order() const { return std::tuple(start, program, pitch); }
};

std::int64_t to_units(const audio::Score& score, std::int64_t ticks) {
  const std::int64_t quarter = std::max(score.ticks_per_quarter, 1);
  return (ticks * kUnitsPerQuarter + quarter / 2) / quarter;
}

int into_midi_range(int pitch) {
  return pitch < 0 ? pitch + 12 : pitch > 127 ? pitch - 12 : pitch;
}

/// Sorted, and no two with one start, program and pitch.
std::vector<GridNote> grid_notes(const audio::Score& score, int shift) {
  std::vector<GridNote> notes;
  notes.reserve(score.notes.size());
  for (const audio::Note& note : score.notes) {
    GridNote out;
    out.start = to_units(score, std::max<std::int64_t>(note.start_tick, 0));
    out.length = std::max<std::int64_t>(to_units(score, note.duration_ticks), 1);
    out.program = note.is_drum() ? kDrumProgram : note.program & 0x7F;
    out.pitch = note.is_drum() ? note.pitch & 0x7F : into_midi_range((note.pitch & 0x7F) + shift);
    out.velocity = std::clamp<int>(note.velocity, 1, 127);
    notes.push_back(out);
  }
  std::sort(notes.begin(), notes.end(), [](const GridNote& a, const GridNote& b) {
    return a.order() < b.order();
  });
  std::size_t kept = 0;
  for (const GridNote& note : notes) {
    if (kept > 0 && notes[kept - 1].order() == note.order()) {
      notes[kept - 1].length = std::max(notes[kept - 1].length, note.length);
      notes[kept - 1].velocity = std::max(notes[kept - 1].velocity, note.velocity);
    } else {
      notes[kept++] = note;
    }
  }
  notes.resize(kept);
  return notes;
}

std::int64_t bars_of(const std::vector<GridNote>& notes, std::int64_t bar) {
  std::int64_t bars = 0;
  for (const GridNote& note : notes) {
    const std::int64_t end = std::max(note.start + note.length - kTailUnits, note.start + 1);
    bars = std::max(bars, (end + bar - 1) / bar);
  }
  return bars;
}

std::vector<Section> sections_of(const audio::Score& score, std::int64_t bar, std::int64_t bars) {
  std::vector<Section> out(static_cast<std::size_t>(bars), Section::kUnknown);
  std::int64_t next = 0;
  Section current = Section::kUnknown;
  const auto fill_up_to = [&](std::int64_t end) {
    for (; next < std::min(end, bars); ++next) {
      out[static_cast<std::size_t>(next)] = current;
    }
  };
  for (const audio::Marker& marker : score.markers) {
    if (const auto section = section_of_marker(marker.text)) {
      // The nearest bar line: a marker may stand before an upbeat.
      fill_up_to((to_units(score, std::max<std::int64_t>(marker.tick, 0)) + bar / 2) / bar);
      current = *section;
    }
  }
  fill_up_to(bars);
  return out;
}

std::vector<Chord> chords_of(const std::vector<GridNote>& notes,
                             std::int64_t bar,
                             std::int64_t bars) {
  std::vector<ChordEvidence> evidence(static_cast<std::size_t>(bars));
  std::vector<int> lowest(static_cast<std::size_t>(bars), 128);
  for (const GridNote& note : notes) {
    if (note.program == kDrumProgram) {
      continue;
    }
    const auto pitch_class = static_cast<std::size_t>(note.pitch % 12);
    // Lengths are those of a duration class, so a note touches few bars.
    const std::int64_t length =
        kDurationUnits[static_cast<std::size_t>(duration_class(note.length))];
    const std::int64_t end = std::min(note.start + length, bars * bar);
    for (std::int64_t b = note.start / bar; b * bar < end; ++b) {
      const std::int64_t part = std::min(end, (b + 1) * bar) - std::max(note.start, b * bar);
      const auto index = static_cast<std::size_t>(b);
      evidence[index].heard[pitch_class] += static_cast<double>(part);
      if (note.pitch < lowest[index]) {
        lowest[index] = note.pitch;
        evidence[index].bass = static_cast<int>(pitch_class);
      }
    }
  }
  std::vector<Chord> out;
  out.reserve(evidence.size());
  for (const ChordEvidence& bar_evidence : evidence) {
    out.push_back(estimate_chord(bar_evidence));
  }
  return out;
}

ScoreEvent bar_event(Section section, const Chord& chord, std::int64_t bars_left) {
  return {kBarEvent,
          kSectionCodes + static_cast<int>(section),
          kChordRootCodes + chord.root,
          kChordQualityCodes + static_cast<int>(chord.quality),
          kBarsLeftCodes + static_cast<int>(std::min<std::int64_t>(bars_left, kMaxBarsLeft))};
}

std::vector<ScoreEvent> write_events(const audio::Score& score, const PlanHeader& header) {
  const std::int64_t bar = bar_units(header);
  const auto notes = grid_notes(score, semitones_to_c(header));
  const std::int64_t bars = bars_of(notes, bar);
  const auto sections = sections_of(score, bar, bars);
  const auto chords = chords_of(notes, bar, bars);
  std::vector<ScoreEvent> events;
  events.reserve(notes.size() + static_cast<std::size_t>(bars) + 1);
  auto note = notes.begin();
  for (std::int64_t b = 0; b < bars; ++b) {
    const auto index = static_cast<std::size_t>(b);
    events.push_back(bar_event(sections[index], chords[index], bars - 1 - b));
    for (; note != notes.end() && note->start < (b + 1) * bar; ++note) {
      events.push_back({kNoteEvent + static_cast<int>(note->start - b * bar),
                        note->program,
                        note->pitch,
                        duration_class(note->length, bars * bar - note->start),
                        velocity_class(note->velocity)});
    }
  }
  events.push_back({kEndEvent, 0, 0, 0, 0});
  return events;
}

}  // namespace

int duration_class(std::int64_t units, std::int64_t limit_units) {
  int best = 0;
  for (int i = 1; i < kDurationClasses; ++i) {
    const std::int64_t length = kDurationUnits[static_cast<std::size_t>(i)];
    const std::int64_t held = kDurationUnits[static_cast<std::size_t>(best)];
    if (length <= limit_units && std::abs(length - units) < std::abs(held - units)) {
      best = i;
    }
  }
  return best;
}

ScorePlan events_from_score(const audio::Score& score) {
  ScorePlan plan;
  plan.from = header_of_score(score);
  plan.events = write_events(score, plan.header());
  return plan;
}

ScorePlan events_from_score(const audio::Score& score, const PlanHeader& header) {
  validate(header);
  return {{header, false, false}, write_events(score, header)};
}

std::int64_t count_bars(std::span<const ScoreEvent> events) {
  return std::count_if(
      events.begin(), events.end(), [](const ScoreEvent& event) { return event[0] == kBarEvent; });
}

void extend_to_bars(std::vector<ScoreEvent>& events, std::int64_t total_bars) {
  std::erase_if(events, [](const ScoreEvent& event) { return event[0] == kEndEvent; });
  const std::int64_t bars = count_bars(events);
  if (bars > total_bars) {
    throw ConfigError("a piece of " + std::to_string(total_bars) + " bars is to begin with " +
                      std::to_string(bars) + " given ones; ask for a longer piece");
  }
  std::int64_t left = total_bars;
  for (ScoreEvent& event : events) {
    if (event[0] == kBarEvent) {
      event[4] = kBarsLeftCodes + static_cast<int>(std::min<std::int64_t>(--left, kMaxBarsLeft));
    }
  }
}

}  // namespace melisma::models
