#include "models/corpus/composer/orchestration.h"

#include <algorithm>

#include "models/corpus/composer/instruments.h"

namespace melisma::models {
namespace {

constexpr int kBassHandLow = 45;  // what reaches down to here can play a bass
constexpr int kPrograms = 120;    // sound effects are hired apart

/// Part of a range between `low` and `high`, at least a tenth wide.
PitchRange part_of(int program, int low, int high) {
  const PitchRange all = range_of(program);
  PitchRange out{std::max(all.low, low), std::min(all.high, high)};
  if (out.high - out.low < 16) {
    out = {std::clamp(low, all.low, std::max(all.low, all.high - 16)), 0};
    out.high = std::min(all.high, out.low + 16);
  }
  return out;
}

/// A texture that the instrument can play well.
Texture fitting_texture(Texture texture, Role role, int program, CropRandom& random) {
  if (role == Role::kArpeggio) {
    return random.chance(.6) ? Texture::kArpeggio : Texture::kOstinato;
  }
  const bool keys = program < 16;
  const bool slow =
      program == 49 || program == 52 || program == 54 || (program >= 88 && program < 96);
  if (slow && texture != Texture::kBlock && texture != Texture::kChorale) {
    return Texture::kSustained;
  }
  if (texture == Texture::kSustained && is_plucked(program)) {
    return Texture::kStrum;
  }
  if (texture == Texture::kStrum && !is_plucked(program)) {
    return Texture::kBlock;
  }
  if (texture == Texture::kPower && (program < 24 || program > 31)) {
    return Texture::kBlock;
  }
  return texture == Texture::kAlberti && !keys ? Texture::kArpeggio : texture;
}

Player make_player(Role role, int program, const Piece& piece, CropRandom& random) {
  PitchRange range = part_of(program, 60, 86);
  switch (role) {
    case Role::kCounter:
      range = part_of(program, 52, 74);
      break;
    case Role::kChords:
      range = part_of(program, 50, 70);
      break;
    case Role::kArpeggio:
      range = part_of(program, 57, 84);
      break;
    case Role::kBass:
      range = part_of(program, 28, 52);
      break;
    case Role::kPad:
      range = part_of(program, 52, 74);
      break;
    case Role::kColour:
      range = range_of(program);
      break;
    default:
      break;
  }
  Player player{.role = role, .program = program, .low = range.low, .high = range.high};
  player.texture =
      fitting_texture(pick(piece.style->textures.list(), random), role, program, random);
  player.contrast = player.texture;
  if (random.chance(.35)) {
    player.contrast =
        fitting_texture(pick(piece.style->textures.list(), random), role, program, random);
  }
  player.bass = pick(piece.style->bass.list(), random);
  return player;
}

/// What is usual comes first in the lists, and first is likelier.
int usual(const Programs& programs, CropRandom& random) {
  const auto list = programs.list();
  const auto a = static_cast<std::size_t>(random.below(static_cast<std::int64_t>(list.size())));
  const auto b = static_cast<std::size_t>(random.below(static_cast<std::int64_t>(list.size())));
  return list[random.chance(.5) ? std::min(a, b) : a];
}

/// A list's instrument, or now and then any that fits: every instrument is heard in every company.
template <typename Fits>
int choose(const Programs& programs, double any_share, Fits fits, CropRandom& random) {
  if (random.chance(any_share)) {
    for (int tries = 0; tries < 40; ++tries) {
      const int program = static_cast<int>(random.below(kPrograms));
      if (fits(program)) {
        return program;
      }
    }
  }
  return usual(programs, random);
}

bool leads(int program) {
  return !is_bass(program) && !is_colour(program);
}
bool holds_chords(int program) {
  return leads(program) && plays_chords(program);
}

class Hiring {
 public:
  explicit Hiring(Piece& piece) : piece_(piece), random_(piece.random("players")) {}

  void hire() {
    const int size = choose_size();
    piece_.drums = size >= 2 && random_.chance(piece_.style->drum_share);
    if (size == 0) {
      return solo(choose(piece_.style->solo, .06, leads, random_));
    }
    const int lead = choose(piece_.style->leads, .2, leads, random_);
    const int chords = other(lead, piece_.style->chords, .12, holds_chords);
    if (size == 2 && piece_.drums) {
      keyboard(chords);
      return add(Role::kBass, choose(piece_.style->basses, .1, is_bass, random_));
    }
    add(Role::kLead, lead);
    const bool melodies = size == 1 && piece_.style->name == std::string_view("baroque");
    add(melodies ? Role::kCounter : Role::kChords, chords);
    if (size == 1 && !melodies && range_of(chords).low <= kBassHandLow) {
      add_bass_hand(piece_.players.back());
    }
    if (size >= 2) {
      add(Role::kBass, other(chords, piece_.style->basses, .12, is_bass));
    }
    if (size == 3 && !piece_.drums) {
      extra(0);
    }
    const int extras = size < 4 ? 0 : size - 3 + static_cast<int>(random_.below(3));
    for (int i = 0; i < extras; ++i) {
      extra(i);
    }
    if (size >= 3 && piece_.style->book == ProgressionBook::kAmbient && random_.chance(.25)) {
      add(Role::kColour, 122 + static_cast<int>(random_.below(2)));
    }
    // A band without drums needs a fifth player.
    for (int i = 0; size >= 4 && piece_.players.size() + (piece_.drums ? 1 : 0) < 5; ++i) {
      extra(i);
    }
  }

  void solo(int program) {
    if (!plays_chords(program) || range_of(program).low > 50) {
      return add(Role::kLead, program);
    }
    if (piece_.style->name == "baroque" && random_.chance(.5)) {
      return invention(program);
    }
    keyboard(program);
    add_bass_hand(piece_.players[1]);
  }

 private:
  int choose_size() {
    const Sizes& sizes = piece_.style->sizes;
    int total = 0;
    for (const int weight : sizes) {
      total += weight;
    }
    auto drawn = static_cast<int>(random_.below(total));
    int size = 0;
    while (drawn >= sizes[static_cast<std::size_t>(size)]) {
      drawn -= sizes[static_cast<std::size_t>(size++)];
    }
    return size;
  }

  [[nodiscard]] bool has(int program) const {
    return std::ranges::any_of(piece_.players,
                               [&](const Player& p) { return p.program == program; });
  }

  template <typename Fits>
  int other(int than, const Programs& programs, double any_share, Fits fits) {
    int program = choose(programs, any_share, fits, random_);
    for (int tries = 0; tries < 30 && (program == than || has(program)); ++tries) {
      program = choose(programs, tries > 10 ? 1 : any_share, fits, random_);
    }
    return program;
  }

  void add(Role role, int program) {
    if (role == Role::kBass || !has(program)) {
      piece_.players.push_back(make_player(role, program, piece_, random_));
    }
  }

  /// What plays chords without a bass beside it plays the bass too, unless its figure has one.
  void add_bass_hand(Player& chords) {
    const PitchRange all = range_of(chords.program);
    const auto has_own_bass = [](Texture texture) {
      return texture == Texture::kAlberti || texture == Texture::kArpeggio;
    };
    const bool own = has_own_bass(chords.texture);
    chords.contrast = own == has_own_bass(chords.contrast) ? chords.contrast : chords.texture;
    if (own) {
      chords.low = std::max(all.low, 40);
      return;
    }
    Player bass = make_player(Role::kBass, chords.program, piece_, random_);
    bass.low = std::max(all.low, 31);
    bass.high = bass.low + 16;
    piece_.players.push_back(bass);
  }

  /// Both hands of one keyboard, guitar or harp.
  void keyboard(int program) {
    const PitchRange all = range_of(program);
    Player right = make_player(Role::kLead, program, piece_, random_);
    right.low = std::max(all.low, 62);
    right.high = std::min(all.high, 88);
    Player left = make_player(Role::kChords, program, piece_, random_);
    left.low = std::max(all.low, 45);
    left.high = 62;
    if (right.high - right.low < 18) {
      right.low = right.high - 18;
    }
    piece_.players.push_back(right);
    if (all.low <= 50) {
      piece_.players.push_back(left);
    }
  }

  /// Two voices of one instrument, the lower imitating.
  void invention(int program) {
    Player right = make_player(Role::kLead, program, piece_, random_);
    Player left = make_player(Role::kCounter, program, piece_, random_);
    left.low = std::max(range_of(program).low, 40);
    left.high = 60;
    piece_.players.push_back(right);
    piece_.players.push_back(left);
  }

  void extra(int index) {
    if (index % 2 == 0 && !random_.chance(.35)) {
      return add(Role::kPad, other(-1, piece_.style->pads, .2, [](int program) {
                   return (program >= 48 && program < 55) || (program >= 88 && program < 104) ||
                          program == 44;
                 }));
    }
    const int program = other(-1, piece_.style->extras, .4, [](int any) { return !is_bass(any); });
    if (is_colour(program)) {
      return add(Role::kColour, program);
    }
    add(random_.chance(.5) || !plays_chords(program)
            ? (random_.chance(.5) ? Role::kCounter : Role::kSecondLead)
            : Role::kArpeggio,
        program);
  }

  Piece& piece_;
  CropRandom random_;
};

}  // namespace

void choose_players(Piece& piece, bool solo_piano) {
  Hiring hiring(piece);
  if (solo_piano) {
    hiring.solo(0);
  } else {
    hiring.hire();
  }
}

}  // namespace melisma::models
