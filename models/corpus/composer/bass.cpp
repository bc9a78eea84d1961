#include "models/corpus/composer/bass.h"

#include <algorithm>
#include <array>
#include <string>

#include "models/corpus/composer/drum_patterns.h"
#include "models/corpus/composer/rhythm.h"

namespace melisma::models {
namespace {

/// A manner: a rhythm, and for each of its notes which note of the chord: r root, o its octave, f
/// fifth, t third, a a step towards the next chord's root.
struct BassPattern {
  BassManner manner;
  MetreRhythm rhythm;
  MetreRhythm notes;
};

constexpr std::array kPatterns{
    BassPattern{BassManner::kRoots,
                {"x-------x-------", "x-----------", "x-----x-----"},
                {"rr", "r", "rr"}},
    BassPattern{BassManner::kRootFifth,
                {"x---....x---....", "x---........", "x-....x-...."},
                {"rf", "r", "rf"}},
    BassPattern{BassManner::kWalking,
                {"x---x---x---x---", "x---x---x---", "x---x-x---x-"},
                {"rtfa", "rta", "rtfa"}},
    BassPattern{BassManner::kEighths,
                {"x-x-x-x-x-x-x-x-", "x-x-x-x-x-x-", "x-x-x-x-x-x-"},
                {"rrrrrrrr", "rrrrrr", "rrrrrr"}},
    BassPattern{BassManner::kOctaves,
                {"x-x-x-x-x-x-x-x-", "x-x-x-x-x-x-", "x-x-x-x-x-x-"},
                {"rorororo", "rororo", "rrorro"}},
    BassPattern{BassManner::kOffBeat,
                {"..x-..x-..x-..x-", "..x-..x-..x-", "..x-x-..x-x-"},
                {"rrrr", "rrr", "rrrr"}},
    BassPattern{BassManner::kRolling,
                {".xxx.xxx.xxx.xxx", ".xxx.xxx.xxx", "..xx.x..xx.x"},
                {"rrrrrrrrrrrr", "rrrrrrrrr", "rrrrrr"}},
    BassPattern{BassManner::kFunk,
                {"x--x..x...x-.x-x", "x--x..x..x-x", "x--x.xx--x.x"},
                {"rrorofa", "rrofa", "rrorfa"}},
    BassPattern{BassManner::kBossa,
                {"x-----x-x-----x-", "x-----x-x---", "x---x-x---x-"},
                {"rffr", "rff", "rffr"}},
    BassPattern{BassManner::kTresillo,
                {"x--x--x-x--x--x-", "x--x--x-x---", "x--x--x-----"},
                {"rfoffr", "rffo", "rff"}},
    BassPattern{
        BassManner::kPedal, {"x---------------", "x-----------", "x-----------"}, {"r", "r", "r"}},
    BassPattern{BassManner::kOneDrop,
                {"..x-x---..x-x-x-", "..x-x-..x-x-", "..x-x-..x-x-"},
                {"rfrrt", "rfrt", "rfrt"}},
};

// Walks differ from bar to bar.
constexpr std::array<std::string_view, 4> kWalks{"rtfa", "rfta", "rota", "rftf"};

/// Strokes of the bass drum, each held until the next.
std::vector<Stroke> kick_strokes(const Piece& piece) {
  std::vector<Stroke> strokes = read_rhythm(kick_rhythm(piece));
  for (std::size_t i = 0; i < strokes.size(); ++i) {
    const int end = i + 1 < strokes.size() ? strokes[i + 1].start : piece.bar_units;
    strokes[i].length = std::min(end - strokes[i].start, 24);
  }
  return strokes;
}

class BassLine {
 public:
  BassLine(const Piece& piece, const Player& player) : piece_(piece), player_(player) {
    last_ = (player.low * 2 + player.high) / 3;
  }

  void write(const Phrase& phrase, Sheet& sheet) {
    const auto* pattern = std::ranges::find(kPatterns, player_.bass, &BassPattern::manner);
    const bool kick = pattern == kPatterns.end();
    const std::vector<Stroke> strokes =
        kick ? kick_strokes(piece_)
             : read_rhythm(pattern->rhythm.of(piece_.bar_units, piece_.beat_units));
    const std::string_view notes =
        kick ? "rrrrrrrr" : pattern->notes.of(piece_.bar_units, piece_.beat_units);
    for (int bar = phrase.first_bar; bar < phrase.end_bar(); ++bar) {
      const bool walks = player_.bass == BassManner::kWalking && strokes.size() == 4;
      CropRandom random = piece_.random("walk", phrase.idea * 16 + bar - phrase.first_bar);
      write_bar(bar, strokes, walks ? pick(kWalks, random) : notes, sheet);
    }
  }

 private:
  void write_bar(int bar,
                 const std::vector<Stroke>& strokes,
                 std::string_view notes,
                 Sheet& sheet) {
    const Harmony* sounding = nullptr;
    for (std::size_t i = 0; i < strokes.size(); ++i) {
      const Stroke& stroke = strokes[i];
      const Harmony& chord = piece_.harmony(bar, stroke.start);
      char kind = notes[i % notes.size()];
      // The first note under a new chord is its root.
      const bool changed = sounding != nullptr && sounding->root != chord.root;
      kind = changed ? 'r' : kind;
      // In a waltz root and fifth take turns while the chord stays.
      const bool stays = bar > 0 && piece_.harmony(bar - 1, 0).root == chord.root;
      if (strokes.size() == 1 && player_.bass == BassManner::kRootFifth) {
        kind = stays && last_kind_ == 'r' ? 'f' : 'r';
      }
      last_kind_ = kind;
      sounding = &chord;
      const int length = clipped(bar, stroke);
      sheet.add(player_,
                bar * piece_.bar_units + stroke.start,
                length,
                pitch(kind, bar, chord),
                stroke.start == 0 ? 1 : 0);
      if (length < stroke.length) {
        const Harmony& second = piece_.harmony(bar, piece_.half_bar());
        sheet.add(player_,
                  bar * piece_.bar_units + piece_.half_bar(),
                  stroke.start + stroke.length - piece_.half_bar(),
                  pitch('r', bar, second));
        sounding = &second;
      }
    }
  }

  /// A note ends where its chord does.
  [[nodiscard]] int clipped(int bar, const Stroke& stroke) const {
    const bool crosses =
        stroke.start < piece_.half_bar() && stroke.start + stroke.length > piece_.half_bar();
    return crosses && !piece_.one_chord(bar) ? piece_.half_bar() - stroke.start : stroke.length;
  }

  int pitch(char kind, int bar, const Harmony& chord) {
    const int root = place(chord.root);
    int out = root;
    switch (kind) {
      case 'o':
        out = root + 12 <= player_.high + 4 ? root + 12 : root;
        break;
      case 'f':
        out = in_range(root + chord.intervals[chord.count == 2 ? 1 : 2]);
        break;
      case 't':
        out = in_range(root + chord.intervals[1]);
        break;
      case 'a':
        out = approach(bar);
        break;
      default:
        last_ = root;
        break;
    }
    return out;
  }

  /// A step of the scale beside the root of the next bar's chord.
  [[nodiscard]] int approach(int bar) const {
    const int next = std::min(bar + 1, piece_.bars() - 1);
    const Harmony& chord = piece_.harmony(bar, piece_.bar_units - 1);
    const int target = place(piece_.harmony(next, 0).root);
    return move_in_scale(target, target > last_ ? -1 : 1, chord.scale);
  }

  [[nodiscard]] int in_range(int pitch) const { return pitch > player_.high ? pitch - 12 : pitch; }

  /// The octave of a pitch class that is nearest to the last root, in range.
  [[nodiscard]] int place(int root) const {
    PitchSet set;
    set.set(pitch_class(root));
    int out = nearest_pitch(last_, set);
    while (out < player_.low) {
      out += 12;
    }
    while (out > player_.high && out - 12 >= player_.low) {
      out -= 12;
    }
    return out;
  }

  const Piece& piece_;
  const Player& player_;
  int last_ = 40;  // the last root
  char last_kind_ = 'r';
};

}  // namespace

void write_bass(const Piece& piece, const Phrase& phrase, const Player& player, Sheet& sheet) {
  BassLine(piece, player).write(phrase, sheet);
}

}  // namespace melisma::models
