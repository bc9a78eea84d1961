#include "models/corpus/composer/arrangement.h"

#include <algorithm>

#include "models/corpus/composer/accompaniment.h"
#include "models/corpus/composer/bass.h"
#include "models/corpus/composer/drum_patterns.h"
#include "models/corpus/composer/melody.h"

namespace melisma::models {
namespace {

constexpr int kCrash = 49;
constexpr int kKick = 36;

/// A soloist or a duo plays throughout; a band comes and goes with its sections.
bool is_small(const Piece& piece) {
  return !piece.drums && std::ranges::all_of(piece.players, [&](const Player& player) {
    return player.program == piece.players.front().program ||
           player.program == piece.players.back().program;
  });
}

bool is_alone(const Piece& piece) {
  return piece.players.size() == 1;
}

bool lead_plays(const Piece& piece, const Phrase& phrase) {
  if (is_alone(piece)) {
    return true;
  }
  // A loop without melody first: its lead joins in the second round.
  const bool first_loop = piece.style->form == FormKind::kLoop && !is_small(piece) &&
                          phrase.first_bar < 6 && phrase.line == 0 && piece.form.phrases.size() > 3;
  const bool soloist =
      phrase.section == Section::kSolo && piece.player(Role::kSecondLead) != nullptr;
  return phrase.section != Section::kIntro && phrase.section != Section::kBreak && !first_loop &&
         !soloist;
}

bool plays(const Piece& piece, Role role, const Phrase& phrase) {
  const bool ends = phrase.end_bar() == piece.bars();
  switch (role) {
    case Role::kLead:
      return lead_plays(piece, phrase) || (ends && !piece.player(Role::kSecondLead));
    case Role::kSecondLead:
      return phrase.section == Section::kSolo || (phrase.intensity >= .55 && phrase.repeat > 0) ||
             phrase.intensity >= .85;
    case Role::kCounter:
      return piece.players.size() == 2 || phrase.intensity >= .5;
    case Role::kChords:
      return true;
    case Role::kArpeggio:
      return phrase.intensity >= .6 || phrase.section == Section::kIntro;
    case Role::kBass:
      return is_small(piece) || phrase.intensity >= .25 || ends;
    case Role::kPad:
      return phrase.intensity >= .55 || !piece.drums;
    case Role::kColour:
      return phrase.intensity >= .55 || piece.player(Role::kChords) == nullptr;
  }
  return true;
}

/// Who improvises plays other ideas over the same chords.
LineManner solo_manner(const Piece& piece, const Phrase& phrase) {
  const bool quick = piece.melody == MelodyManner::kFast || piece.tempo_bpm > 150;
  return {quick ? MelodyManner::kSyncopated : MelodyManner::kFast, 0, 5 + phrase.line % 2};
}

void play_line(const Piece& piece, const Phrase& phrase, const Player& player, Sheet& sheet) {
  LineManner manner{piece.melody, 0, 0};
  if (phrase.section == Section::kSolo) {
    manner = solo_manner(piece, phrase);
  } else if (player.role == Role::kCounter) {
    const bool imitates = piece.melody == MelodyManner::kFast;
    manner =
        imitates ? LineManner{MelodyManner::kFlowing, 1, 0} : LineManner{MelodyManner::kLong, 0, 3};
  }
  Player line = player;
  if (player.role == Role::kSecondLead && phrase.section != Section::kSolo) {
    // Doubles the lead, in its own octave.
    line.low = piece.players.front().low;
    line.high = piece.players.front().high;
  }
  write_melody(piece, phrase, line, manner, sheet);
}

void play(const Piece& piece, const Phrase& phrase, const Player& player, Sheet& sheet) {
  switch (player.role) {
    case Role::kLead:
    case Role::kSecondLead:
    case Role::kCounter:
      return play_line(piece, phrase, player, sheet);
    case Role::kChords:
    case Role::kArpeggio:
      return write_accompaniment(piece, phrase, player, sheet);
    case Role::kBass:
      return write_bass(piece, phrase, player, sheet);
    case Role::kPad:
      return write_pad(piece, phrase, player, sheet);
    case Role::kColour:
      return write_colour(piece, phrase, player, sheet);
  }
}

bool is_line(Role role) {
  return role == Role::kLead || role == Role::kSecondLead || role == Role::kCounter;
}

/// The last chord of everybody whose part is no melody (those close by themselves).
void write_last_chord(const Piece& piece, Sheet& sheet) {
  const int start = (piece.bars() - 1) * piece.bar_units;
  const Harmony& tonic = piece.harmony(piece.bars() - 1, piece.bar_units - 1);
  PitchSet root;
  root.set(pitch_class(tonic.root));
  for (const Player& player : piece.players) {
    if (!plays(piece, player.role, piece.form.phrases.back()) || is_line(player.role)) {
      continue;
    }
    if (player.role == Role::kChords || player.role == Role::kPad) {
      if (piece.player(Role::kBass) == nullptr && player.role == Role::kChords) {
        // Whoever has no bass beside him puts the root below.
        sheet.add(player, start, piece.bar_units, nearest_pitch(player.low - 3, root));
      }
      for (const int pitch : voice_chord(tonic, player.low, player.high, 3, {})) {
        sheet.add(player, start, piece.bar_units, pitch);
      }
    } else {
      sheet.add(
          player, start, piece.bar_units, nearest_pitch((player.low + player.high) / 2, root), 1);
    }
  }
  if (piece.drums) {
    sheet.drum(start, kKick, .9);
    sheet.drum(start, kCrash, .8);
  }
}

}  // namespace

void arrange(const Piece& piece, Sheet& sheet) {
  for (const Phrase& phrase : piece.form.phrases) {
    const bool ends = phrase.end_bar() == piece.bars();
    Phrase accompanied = phrase;
    accompanied.bars -= ends ? 1 : 0;
    for (const Player& player : piece.players) {
      if (plays(piece, player.role, phrase)) {
        play(piece, is_line(player.role) ? phrase : accompanied, player, sheet);
      }
    }
    if (piece.drums) {
      write_drums(piece, accompanied, sheet);
    }
  }
  write_last_chord(piece, sheet);
}

}  // namespace melisma::models
