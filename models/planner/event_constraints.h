#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/planner/plan_header.h"
#include "models/planner/score_event_layout.h"

namespace melisma::models {

using ProgramSet = std::bitset<128>;  // General MIDI, zero-based
/// `family` 0..15, as General MIDI groups them by eights.
inline ProgramSet family_programs(int family) {
  return ProgramSet(0xFF) << static_cast<std::size_t>(family * 8);
}

/// What a planned piece must keep to.
struct PlanRules {
  PlanHeader header;
  std::int64_t bars = 16;  // length of the whole piece, with a given beginning; >= 0
  ProgramSet programs = ProgramSet().set();  // the programs that may play
  int most_programs = 128;  // so many of them may play in one piece, drums not counted; >= 1
  /// Of each of these one shall play, in rising order and without a program in common: an
  /// instrument that is named stands alone, a family is a choice. Room is kept for them.
  std::vector<ProgramSet> wanted;
  bool drums_wanted = false;  // drums shall play: not enforced here, but what to look for
  bool drums = true;        // whether drums may play
  bool scale_only = false;      // pitched notes stay in the key's scale (minor: with leading note)
  int max_notes_per_bar = 160;  // >= 1; guards against loops
};

/// Says which codes may come next, so that whatever is sampled is a valid score: it has exactly the
/// bars asked for, positions never go back, the notes of one position rise in program and pitch (so
/// none can repeat), pitches are within MIDI's range in the real key, notes end with the piece,
/// drums are those of General MIDI 2. At every step at least one code is legal, and a piece of B
/// bars ends after at most B * (max_notes_per_bar + 1) + 1 events. Not thread safe.
///
///   EventConstraints rules(plan_rules);
///   for (const ScoreEvent& event : beginning) rules.accept(event);   // to continue a score
///   while (!rules.finished()) {
///     ScoreEvent event{};
///     for (int field = 0; field < kScoreEventFields; ++field) {
///       rules.legal_codes(field, event, legal);   // event holds the fields before
///       event[field] = sample(logits[field], legal);
///     }
///     rules.accept(event);
///   }
class EventConstraints {
 public:
  /// Throws ConfigError for an illegal header or number.
  explicit EventConstraints(const PlanRules& rules);

  /// Fills `legal` with kScoreEventSizes[field] bytes, 1 where the code is legal after the fields
  /// of `so_far` before it (those from `field` on are not read).
  void legal_codes(int field, const ScoreEvent& so_far, std::vector<std::uint8_t>& legal) const;
  /// From here on pitched notes must be among `pitches` (as written in events: the tonic is C), and
  /// within the rules as before. Replaces what was restricted before.
  void restrict_pitches(const std::bitset<128>& pitches) { melodic_ = playable_ & pitches; }
  /// Takes the event that was chosen, or one of a given beginning, which need not keep the rules.
  void accept(const ScoreEvent& event);
  [[nodiscard]] bool finished() const noexcept { return finished_; }
  /// The first of those wanted of which none has played; none when all have.
  [[nodiscard]] ProgramSet missing() const;
  /// Bars begun so far.
  [[nodiscard]] std::int64_t bars() const noexcept { return bars_; }

 private:
  using Pitches = std::bitset<128>;

  void mark_kinds(std::vector<std::uint8_t>& legal) const;
  void mark_bar_field(int field, const ScoreEvent& so_far, std::vector<std::uint8_t>& legal) const;
  void mark_note_field(int field, const ScoreEvent& so_far, std::vector<std::uint8_t>& legal) const;
  [[nodiscard]] bool may_play(int program) const;
  /// Pitches that a program may still play at a position, given what was accepted there.
  [[nodiscard]] Pitches open_pitches(int position, int program) const;
  [[nodiscard]] bool program_open(int position, int program) const;
  [[nodiscard]] bool position_open(int position) const;

  PlanRules rules_;
  int bar_units_ = 0;
  Pitches playable_;  // by rules and MIDI's range, as written in the events
  Pitches melodic_;   // the part of them that is legal now
  Pitches drums_;
  ProgramSet players_;          // that played a note
  std::int64_t bars_ = 0;     // 0: nothing accepted yet
  int notes_in_bar_ = 0;
  int position_ = 0;  // of the last note of this bar, 0 before the first
  int program_ = -1;  // of the last note at position_, -1 before the first
  int pitch_ = -1;
  bool finished_ = false;
};

}  // namespace melisma::models
