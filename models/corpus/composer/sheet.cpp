#include "models/corpus/composer/sheet.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <tuple>

#include "models/corpus/composer/dynamics.h"
#include "models/corpus/composer/instruments.h"
#include "models/planner/section_names.h"

namespace melisma::models {
namespace {

constexpr int kTicksPerQuarter = 480;
constexpr int kTicksPerUnit = kTicksPerQuarter / kUnitsPerQuarter;

/// The longest class of at most `units`.
int class_length(int units) {
  const auto* after = std::ranges::upper_bound(kDurationUnits, units);
  return after == kDurationUnits.begin() ? 1 : *(after - 1);
}

/// The off-beat of every stretch of `span` units moves from its middle to two thirds.
int swung(int unit, int span) {
  const int place = unit % span;
  const int half = span / 2;
  const int late = span * 2 / 3;
  const int moved =
      place <= half ? place * late / half : late + (place - half) * (span - late) / half;
  return unit - place + moved;
}

/// A channel for each program in order, as score_from_events gives them.
std::array<std::uint8_t, kDrumProgram + 1> channels_of(const std::vector<int>& programs) {
  std::array<std::uint8_t, kDrumProgram + 1> out{};
  std::uint8_t next = 0;
  for (const int program : programs) {
    out[static_cast<std::size_t>(program)] = next;
    next = static_cast<std::uint8_t>(next == audio::kDrumChannel - 1 ? next + 2 : next + 1);
  }
  out[kDrumProgram] = audio::kDrumChannel;
  return out;
}

}  // namespace

void Sheet::add(const Player& player, int start, int length, int pitch, int stress) {
  const int end = piece_.bars() * piece_.bar_units;
  length = std::min(length, end - start);
  if (length <= 0 || start < 0) {
    return;
  }
  const PitchRange range = range_of(player.program);
  while (pitch < range.low) {
    pitch += 12;
  }
  while (pitch > range.high) {
    pitch -= 12;
  }
  notes_.push_back({start,
                    length,
                    player.program,
                    pitch,
                    velocity_at(piece_, player.role, start, stress),
                    player.role});
}

void Sheet::drum(int start, int pitch, double loudness) {
  notes_.push_back(
      {start, 3, kDrumProgram, pitch, drum_velocity_at(piece_, start, loudness), Role::kColour});
}

void Sheet::swing(std::vector<SheetNote>& notes) const {
  if (!piece_.swung) {
    return;
  }
  const int span = piece_.style->feel == Feel::kSwing ? 12 : 6;
  for (SheetNote& note : notes) {
    const int end = swung(note.start + note.length, span);
    note.start = swung(note.start, span);
    note.length = std::max(1, end - note.start);
  }
}

void Sheet::remove_overlaps(std::vector<SheetNote>& notes) {
  std::ranges::sort(notes, {}, [](const SheetNote& note) {
    return std::tuple(note.program, note.pitch, note.start, note.role, -note.length);
  });
  std::vector<SheetNote> kept;
  for (const SheetNote& note : notes) {
    if (!kept.empty() && kept.back().program == note.program && kept.back().pitch == note.pitch) {
      SheetNote& before = kept.back();
      if (before.start == note.start) {
        continue;
      }
      before.length = std::min(before.length, note.start - before.start);
    }
    kept.push_back(note);
  }
  notes = std::move(kept);
}

void Sheet::thin_out(std::vector<SheetNote>& notes) {
  std::ranges::sort(notes, {}, [](const SheetNote& note) {
    return std::tuple(note.start, note.role, note.program, note.pitch);
  });
  std::vector<int> ends;
  std::erase_if(notes, [&](const SheetNote& note) {
    if (note.program == kDrumProgram) {
      return false;
    }
    std::erase_if(ends, [&](int end) { return end <= note.start; });
    if (static_cast<int>(ends.size()) >= kMostVoices) {
      return true;
    }
    ends.push_back(note.start + note.length);
    return false;
  });
}

audio::Score Sheet::score() const {
  std::vector<SheetNote> notes = notes_;
  swing(notes);
  remove_overlaps(notes);
  thin_out(notes);
  std::vector<int> programs;
  for (const SheetNote& note : notes) {
    if (note.program != kDrumProgram) {
      programs.push_back(note.program);
    }
  }
  std::ranges::sort(programs);
  programs.erase(std::unique(programs.begin(), programs.end()), programs.end());
  const auto channels = channels_of(programs);
  audio::Score score;
  score.ticks_per_quarter = kTicksPerQuarter;
  for (const SheetNote& note : notes) {
    const bool drum = note.program == kDrumProgram;
    score.notes.push_back({std::int64_t{note.start} * kTicksPerUnit,
                           std::int64_t{class_length(note.length)} * kTicksPerUnit,
                           channels[static_cast<std::size_t>(note.program)],
                           static_cast<std::uint8_t>(drum ? 0 : note.program),
                           static_cast<std::uint8_t>(note.pitch),
                           static_cast<std::uint8_t>(note.velocity)});
  }
  score.tempos = {{0, static_cast<std::uint32_t>(std::llround(6e7 / piece_.tempo_bpm))}};
  score.time_signatures = {{0,
                            static_cast<std::uint8_t>(piece_.metre.numerator),
                            static_cast<std::uint8_t>(piece_.metre.denominator)}};
  score.key_signatures = {key_signature(piece_.header())};
  auto section = Section::kUnknown;
  for (const Phrase& phrase : piece_.form.phrases) {
    if (phrase.section != section) {
      section = phrase.section;
      score.markers.push_back({std::int64_t{phrase.first_bar} * piece_.bar_units * kTicksPerUnit,
                               std::string(section_name(section))});
    }
  }
  audio::sort_score(score);
  return score;
}

}  // namespace melisma::models
