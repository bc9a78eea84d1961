#include <array>
#include <bitset>
#include <cmath>
#include <string>

#include "audio/error.h"
#include "models/planner/score_events.h"
#include "models/planner/section_names.h"

namespace melisma::models {

namespace {

constexpr int kTicksPerQuarter = 480;
constexpr int kTicksPerUnit = kTicksPerQuarter / kUnitsPerQuarter;

bool in_range(std::int32_t code, int begin, int count) {
  return code >= begin && code < begin + count;
}

bool is_legal(const ScoreEvent& event, int bar) {
  if (event[0] == kEndEvent) {
    return true;
  }
  if (event[0] == kBarEvent) {
    return in_range(event[1], kSectionCodes, kSectionCount) &&
           in_range(event[2], kChordRootCodes, kNoChordRoot + 1) &&
           in_range(event[3], kChordQualityCodes, kChordQualityCount) &&
           in_range(event[4], kBarsLeftCodes, kMaxBarsLeft + 1);
  }
  return in_range(event[0], kNoteEvent, bar) && in_range(event[1], 0, kDrumProgram + 1) &&
         in_range(event[2], 0, 128) && in_range(event[3], 0, kDurationClasses) &&
         in_range(event[4], 0, kVelocityClasses);
}

void check_events(std::span<const ScoreEvent> events, int bar) {
  for (std::size_t i = 0; i < events.size(); ++i) {
    const ScoreEvent& e = events[i];
    const bool in_bar = i > 0 || e[0] == kBarEvent || e[0] == kEndEvent;
    if (!is_legal(e, bar) || !in_bar) {
      std::string codes;
      for (const std::int32_t code : e) {
        codes.append(codes.empty() ? "" : " ").append(std::to_string(code));
      }
      throw InputError("score event " + std::to_string(i) + " (" + codes +
                       ") is not an END, a BAR, or a NOTE inside a bar of " + std::to_string(bar) +
                       " units; the planner and its event layout do not belong together: check the "
                       "model");
    }
  }
}

/// A channel for each program, in order of the programs, round the drum channel. With more than 15
/// programs some share one.
std::array<std::uint8_t, kDrumProgram + 1> assign_channels(std::span<const ScoreEvent> events) {
  std::bitset<kDrumProgram> used;
  for (const ScoreEvent& event : events) {
    if (event[0] >= kNoteEvent && event[1] < kDrumProgram) {
      used.set(static_cast<std::size_t>(event[1]));
    }
  }
  std::array<std::uint8_t, kDrumProgram + 1> out{};
  out[kDrumProgram] = audio::kDrumChannel;
  std::uint8_t next = 0;
  for (std::size_t program = 0; program < kDrumProgram; ++program) {
    if (used[program]) {
      out[program] = static_cast<std::uint8_t>(next < audio::kDrumChannel ? next : next + 1);
      next = static_cast<std::uint8_t>((next + 1) % 15);
    }
  }
  return out;
}

audio::Note note_of(const ScoreEvent& event,
                    std::int64_t bar_start,
                    int shift,
                    std::uint8_t channel) {
  const bool drums = event[1] == kDrumProgram;
  int pitch = drums ? event[2] : event[2] - shift;
  pitch = pitch < 0 ? pitch + 12 : pitch > 127 ? pitch - 12 : pitch;
  audio::Note note;
  note.start_tick = (bar_start + event[0] - kNoteEvent) * kTicksPerUnit;
  note.duration_ticks = kDurationUnits[static_cast<std::size_t>(event[3])] * kTicksPerUnit;
  note.channel = channel;
  note.program = static_cast<std::uint8_t>(drums ? 0 : event[1]);
  note.pitch = static_cast<std::uint8_t>(pitch);
  note.velocity = static_cast<std::uint8_t>(velocity_of_class(event[4]));
  return note;
}

}  // namespace

audio::Score score_from_events(const PlanHeader& header, std::span<const ScoreEvent> events) {
  validate(header);
  const int bar = bar_units(header);
  const int shift = semitones_to_c(header);
  check_events(events, bar);
  const auto channels = assign_channels(events);
  audio::Score score;
  score.ticks_per_quarter = kTicksPerQuarter;
  score.tempos = {{0, static_cast<std::uint32_t>(std::llround(6e7 / header.tempo_bpm))}};
  score.time_signatures = {{0,
                            static_cast<std::uint8_t>(header.numerator),
                            static_cast<std::uint8_t>(header.denominator)}};
  score.key_signatures = {key_signature(header)};
  std::int64_t bar_start = -bar;
  auto section = Section::kUnknown;
  for (const ScoreEvent& event : events) {
    if (event[0] == kEndEvent) {
      break;
    }
    if (event[0] >= kNoteEvent) {
      score.notes.push_back(
          note_of(event, bar_start, shift, channels[static_cast<std::size_t>(event[1])]));
      continue;
    }
    bar_start += bar;
    const auto next = static_cast<Section>(event[1] - kSectionCodes);
    if (next != section) {
      section = next;
      score.markers.push_back({bar_start * kTicksPerUnit, std::string(section_name(section))});
    }
  }
  audio::sort_score(score);
  return score;
}

}  // namespace melisma::models
