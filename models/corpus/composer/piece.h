#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "models/corpus/composer/form.h"
#include "models/corpus/composer/harmony.h"
#include "models/corpus/composer/style_profile.h"
#include "models/crop_random.h"
#include "models/planner/plan_header.h"

namespace melisma::models {

/// What a player does, from leading to least.
enum class Role { kLead, kSecondLead, kCounter, kChords, kArpeggio, kBass, kPad, kColour };

struct Player {
  Role role = Role::kLead;
  int program = 0;
  int low = 48;  // the range of pitches that it plays here
  int high = 84;
  Texture texture = Texture::kBlock;   // of chords and arpeggios
  Texture contrast = Texture::kBlock;  // of every idea but the first
  BassManner bass = BassManner::kRoots;

  [[nodiscard]] Texture texture_of(const Phrase& phrase) const {
    return phrase.idea == 'A' ? texture : contrast;
  }
};

/// The decisions of a piece: everything but its notes. Times are units of the planner's grid,
/// twelfths of a quarter note.
struct Piece {
  std::uint64_t seed = 0;
  std::int64_t item = 0;
  const StyleProfile* style = nullptr;
  MusicalKey key;
  Metre metre;
  int bar_units = 48;
  int beat_units = 12;  // 18 in 6/8
  double tempo_bpm = 120;
  std::vector<std::string_view> moods;
  std::string_view dynamics;
  MelodyManner melody = MelodyManner::kFlowing;
  bool swung = false;
  Form form;
  std::vector<BarChords> chords;  // one for each bar of the form
  std::vector<Player> players;
  bool drums = false;

  /// Random numbers of a part: a draw more in one part leaves the others as they are.
  [[nodiscard]] CropRandom random(std::string_view part, int number = 0) const;
  [[nodiscard]] int bars() const { return form.bars(); }
  [[nodiscard]] PlanHeader header() const {
    return {tempo_bpm, key.tonic, key.minor(), metre.numerator, metre.denominator};
  }
  /// Where the second chord of a bar begins.
  [[nodiscard]] int half_bar() const {
    return bar_units == 48 || beat_units == 18 ? bar_units / 2 : 24;
  }
  [[nodiscard]] const Harmony& harmony(int bar, int unit_in_bar) const {
    return chords[static_cast<std::size_t>(bar)][unit_in_bar >= half_bar() ? 1 : 0];
  }
  /// Whether another idea than the first is heard.
  [[nodiscard]] bool has_contrast() const;
  /// Whether the bar has one chord.
  [[nodiscard]] bool one_chord(int bar) const {
    const BarChords& both = chords[static_cast<std::size_t>(bar)];
    return both[0].root == both[1].root && both[0].tones == both[1].tones;
  }
  [[nodiscard]] const Player* player(Role role) const;
};

template <typename List>
auto pick(const List& list, CropRandom& random) {
  return list[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(list.size())))];
}

/// Decides style, key, metre, tempo, moods, form, chords and players.
Piece plan_piece(std::uint64_t seed, std::int64_t item);

}  // namespace melisma::models
