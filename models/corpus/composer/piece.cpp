#include "models/corpus/composer/piece.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "models/corpus/composer/chord_plan.h"
#include "models/corpus/composer/orchestration.h"
#include "models/text/mood_habits.h"
#include "models/text/style_habits.h"

namespace melisma::models {
namespace {

// "Calm piano in A minor" is what people ask for first.
constexpr double kSoloPianoShare = .07;
constexpr double kLeastSeconds = 24;
constexpr double kMostSeconds = 76;

const StyleProfile& draw_style(CropRandom& random, bool solo_piano) {
  const auto fits = [&](const StyleProfile& style) { return !solo_piano || style.sizes[0] >= 2; };
  std::int64_t total = 0;
  for (const StyleProfile& style : style_profiles()) {
    total += fits(style) ? style.weight : 0;
  }
  std::int64_t drawn = random.below(total);
  for (const StyleProfile& style : style_profiles()) {
    drawn -= fits(style) ? style.weight : 0;
    if (drawn < 0) {
      return style;
    }
  }
  return style_profiles().back();
}

Metre draw_metre(const StyleProfile& style, Metre usual, CropRandom& random) {
  const double other = style.name == "waltz"            ? 0
                       : style.name == "celtic"         ? .4
                       : style.form == FormKind::kTheme ? .24
                       : style.form == FormKind::kLoop  ? .06
                                                        : .14;
  if (!random.chance(other)) {
    return usual;
  }
  const bool common = usual == Metre{4, 4};
  if (random.chance(.5)) {
    return common ? Metre{3, 4} : Metre{4, 4};
  }
  return common ? Metre{6, 8} : usual == Metre{6, 8} ? Metre{3, 4} : Metre{6, 8};
}

/// Moods that pull a piece the same way.
bool agree(std::string_view first, std::string_view second) {
  const MoodHabit& a = mood_habit(first);
  const MoodHabit& b = mood_habit(second);
  const bool modes =
      a.minor_share < 0 || b.minor_share < 0 || std::abs(a.minor_share - b.minor_share) < .5;
  const bool loudness = std::max(a.soft * b.loud, a.loud * b.soft) < .1;
  return first != second && modes && loudness && a.tempo_low <= b.tempo_high &&
         b.tempo_low <= a.tempo_high;
}

std::vector<std::string_view> draw_moods(const StyleProfile& style, CropRandom& random) {
  std::vector<std::string_view> moods{pick(style.moods.list(), random)};
  const std::string_view second = pick(style.moods.list(), random);
  if (random.chance(.6) && agree(moods[0], second)) {
    moods.push_back(second);
  }
  return moods;
}

MusicMode draw_mode(const Piece& piece, double style_share, CropRandom& random) {
  const bool minor = random.chance(minor_share(piece.moods, style_share));
  const double other = random.uniform();
  if (minor) {
    return other < piece.style->dorian_share ? MusicMode::kDorian : MusicMode::kMinor;
  }
  return other < piece.style->mixolydian_share ? MusicMode::kMixolydian : MusicMode::kMajor;
}

double draw_tempo(const Piece& piece, const TempoRange& style, CropRandom& random) {
  const TempoRange range = tempo_range(piece.moods, style);
  const double bpm = range.low_bpm + (range.high_bpm - range.low_bpm) * random.uniform();
  return std::clamp(std::round(bpm), 50.0, 180.0);
}

std::string_view draw_dynamics(const Piece& piece, CropRandom& random) {
  if (random.chance(.12)) {
    return random.chance(.65) ? "crescendo" : "diminuendo";
  }
  const MoodHabit& habit = mood_habit(piece.moods.front());
  const double drawn = random.uniform();
  return drawn < habit.soft ? "soft" : drawn > 1 - habit.loud ? "loud" : "medium loud";
}

/// Now and then a style sings in another manner than its own.
MelodyManner draw_manner(const StyleProfile& style, CropRandom& random) {
  return random.chance(.8)   ? style.melody
         : random.chance(.5) ? MelodyManner::kFlowing
                             : MelodyManner::kLong;
}

}  // namespace

CropRandom Piece::random(std::string_view part, int number) const {
  std::uint64_t name = 0;
  for (const char letter : part) {
    name = name * 31 + static_cast<unsigned char>(letter);
  }
  return CropRandom(
      {seed, static_cast<std::uint64_t>(item), name, static_cast<std::uint64_t>(number)});
}

bool Piece::has_contrast() const {
  return std::ranges::any_of(form.phrases, [](const Phrase& phrase) { return phrase.idea != 'A'; });
}

const Player* Piece::player(Role role) const {
  const auto found = std::ranges::find(players, role, &Player::role);
  return found == players.end() ? nullptr : &*found;
}

Piece plan_piece(std::uint64_t seed, std::int64_t item) {
  Piece piece;
  piece.seed = seed;
  piece.item = item;
  CropRandom random = piece.random("plan");
  const bool solo_piano = random.chance(kSoloPianoShare);
  piece.style = &draw_style(random, solo_piano);
  const StyleHabits habits = style_habits(std::string(piece.style->name));
  CropRandom facts = piece.random("facts");
  piece.metre = draw_metre(*piece.style, habits.metre, facts);
  piece.bar_units = piece.metre == Metre{4, 4} ? 48 : 36;
  piece.beat_units = piece.metre == Metre{6, 8} ? 18 : 12;
  piece.moods = draw_moods(*piece.style, facts);
  piece.key.mode = draw_mode(piece, habits.minor_share, facts);
  piece.key.tonic = static_cast<int>(facts.below(12));
  piece.tempo_bpm = draw_tempo(piece, habits.tempo, facts);
  piece.dynamics = draw_dynamics(piece, facts);
  piece.melody = draw_manner(*piece.style, facts);
  piece.swung = piece.style->feel != Feel::kStraight && piece.beat_units == 12;
  CropRandom length = piece.random("length");
  const double target = kLeastSeconds + (kMostSeconds - kLeastSeconds) * length.uniform();
  piece.form = make_form(*piece.style, piece.bar_units * 5.0 / piece.tempo_bpm, target, length);
  piece.chords = plan_chords(piece);
  choose_players(piece, solo_piano);
  return piece;
}

}  // namespace melisma::models
