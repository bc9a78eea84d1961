#include "models/corpus/composer/melody.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <string>

#include "models/corpus/composer/melody_rhythms.h"
#include "models/corpus/composer/rhythm.h"

namespace melisma::models {
namespace {

struct Motif {
  std::vector<Stroke> rhythm;
  std::vector<int> steps;  // in the scale, from the note before
  bool tied = false;       // the note before goes on over the bar line
};

struct LineNote {
  int start = 0;  // units from the start of the piece
  int length = 0;
  int pitch = 0;
  bool strong = false;
};

/// Mostly seconds that keep their direction for a while.
std::vector<int> draw_steps(std::size_t count, CropRandom& random) {
  std::vector<int> steps;
  int direction = random.chance(.55) ? 1 : -1;
  for (std::size_t i = 0; i < count; ++i) {
    const double drawn = random.uniform();
    const int size = drawn < .1 ? 0 : drawn < .74 ? 1 : drawn < .92 ? 2 : drawn < .97 ? 3 : 4;
    steps.push_back(size * direction);
    // A leap turns round afterwards.
    if (size > 2 || random.chance(.3)) {
      direction = -direction;
    }
  }
  return steps;
}

class Line {
 public:
  Line(const Piece& piece, const Phrase& phrase, const Player& player, const LineManner& manner)
      : piece_(piece),
        phrase_(phrase),
        player_(player),
        manner_(manner),
        idea_(piece.random("melody", phrase.idea * 16 + manner.idea_offset)) {
    motifs_ = {draw_motif(), draw_motif()};
    cadence_ = {read_rhythm(cadence_bar_rhythm(piece, manner.rhythm, idea_)), {}, false};
    cadence_.steps = draw_steps(cadence_.rhythm.size(), idea_);
    plan_ = static_cast<int>(idea_.below(static_cast<std::int64_t>(kPlans.size())));
    arch_ = static_cast<int>(idea_.below(static_cast<std::int64_t>(kArches.size())));
    centre_ = (player.low + player.high) / 2 + (phrase.idea == 'B' ? 2 : 0);
    upbeat_ = idea_.chance(.35);
  }

  std::vector<LineNote> write() {
    int pitch = centre_;
    for (int bar = 0; bar < phrase_.bars; ++bar) {
      const std::string_view plan = kPlans[static_cast<std::size_t>(plan_)];
      const auto place = static_cast<std::size_t>((bar + 3 - manner_.delay_bars) % 3);
      const Motif& motif = motifs_[plan[place] == 'a' ? 0 : 1];
      pitch = write_bar(bar, bar == phrase_.bars - 1 ? cadence_ : motif, pitch);
    }
    if (phrase_.cadence == Cadence::kClosed) {
      close();
    } else if (upbeat_ && !phrase_.last_of_section && phrase_.bars == 4) {
      add_upbeat();
    }
    return notes_;
  }

 private:
  static constexpr std::array<std::string_view, 5> kPlans{"aba", "aab", "aba", "aaa", "abb"};
  // Where the bars of a phrase aim, in semitones from the middle of the range.
  static constexpr std::array<std::array<int, 4>, 5> kArches{
      {{-2, 2, 5, 0}, {0, 3, 5, 1}, {4, 2, 0, -2}, {-3, 0, 3, -1}, {2, 5, 1, -2}}};

  Motif draw_motif() {
    const std::string rhythm = melody_bar_rhythm(piece_, manner_.rhythm, idea_);
    Motif motif{read_rhythm(rhythm), {}, rhythm.front() == '-'};
    motif.steps = draw_steps(motif.rhythm.size(), idea_);
    return motif;
  }

  [[nodiscard]] bool is_strong(int unit) const {
    return unit % piece_.beat_units == 0 &&
           (unit == 0 || unit == piece_.half_bar() || piece_.beat_units == 18);
  }

  int write_bar(int bar, const Motif& motif, int pitch) {
    const int absolute = phrase_.first_bar + bar;
    if (motif.tied && !notes_.empty()) {
      LineNote& before = notes_.back();
      const int begin = absolute * piece_.bar_units + motif.rhythm.front().start;
      // Only what reached the bar line goes on over it.
      before.length += before.start + before.length == absolute * piece_.bar_units
                           ? begin - absolute * piece_.bar_units
                           : 0;
    }
    for (std::size_t i = 0; i < motif.rhythm.size(); ++i) {
      const Stroke& stroke = motif.rhythm[i];
      const Harmony& chord = piece_.harmony(absolute, stroke.start);
      const bool strong = is_strong(stroke.start) || stroke.length >= 12;
      if (i == 0) {
        const auto place = static_cast<std::size_t>(std::min(bar, 3));
        aim_ = centre_ + kArches[static_cast<std::size_t>(arch_)][place];
        const int from = notes_.empty() ? aim_ : (pitch + aim_) / 2;
        pitch = nearest_pitch(from, chord.tones);
      } else {
        pitch = next_pitch(pitch, motif.steps[i], strong, chord);
      }
      notes_.push_back({absolute * piece_.bar_units + stroke.start, stroke.length, pitch, strong});
    }
    return pitch;
  }

  [[nodiscard]] int next_pitch(int pitch, int steps, bool strong, const Harmony& chord) const {
    const int ahead = move_in_scale(pitch, steps, chord.scale);
    const bool outside = ahead > player_.high || ahead < player_.low;
    // What has gone far from where the bar aims turns back.
    const bool astray =
        std::abs(ahead - aim_) > kFarSemitones && std::abs(ahead - aim_) > std::abs(pitch - aim_);
    steps = outside || astray ? -steps : steps;
    const int moved =
        steps == 0 ? nearest_pitch(pitch, chord.scale) : move_in_scale(pitch, steps, chord.scale);
    if (!strong || chord.has(moved)) {
      return moved;
    }
    // On the beat a chord tone: the next one in the direction of the step.
    const int direction = steps < 0 ? -1 : 1;
    int tone = moved;
    while (!chord.has(tone)) {
      tone += direction;
    }
    return std::abs(tone - pitch) > 5 || tone > player_.high ? nearest_pitch(moved, chord.tones)
                                                             : tone;
  }

  /// Ends on the tonic, reached by a step.
  void close() {
    PitchSet tonic;
    tonic.set(pitch_class(piece_.key.tonic));
    LineNote& last = notes_.back();
    if (phrase_.end_bar() == piece_.bars()) {
      last.length = piece_.bars() * piece_.bar_units - last.start;
    }
    last.pitch = nearest_pitch((last.pitch + centre_ - 1) / 2, tonic);
    if (notes_.size() < 3) {
      return;
    }
    LineNote& before = notes_[notes_.size() - 2];
    const int bar = before.start / piece_.bar_units;
    const Harmony& chord = piece_.harmony(bar, before.start % piece_.bar_units);
    const int from = notes_[notes_.size() - 3].pitch;
    const int step = from < last.pitch ? -1 : 1;
    const int beside = move_in_scale(last.pitch, step, chord.scale);
    before.pitch =
        chord.has(beside) || !before.strong ? beside : nearest_pitch(beside, chord.tones);
  }

  /// Two eighths in place of the last beat lead back to the idea's first note.
  void add_upbeat() {
    LineNote& last = notes_.back();
    const int end = phrase_.end_bar() * piece_.bar_units;
    if (end - last.start < 24) {
      return;
    }
    last.length = std::min(last.length, end - 12 - last.start);
    const Harmony& chord = piece_.harmony(phrase_.end_bar() - 1, piece_.bar_units - 1);
    const int target = notes_.front().pitch;
    const int side = last.pitch > target ? 1 : -1;
    for (const int step : {2, 1}) {
      const int pitch = move_in_scale(target, side * step, chord.scale);
      notes_.push_back({end - 6 * step, 6, pitch, false});
    }
  }

  static constexpr int kFarSemitones = 6;

  const Piece& piece_;
  const Phrase& phrase_;
  const Player& player_;
  const LineManner& manner_;
  CropRandom idea_;
  std::array<Motif, 2> motifs_;
  Motif cadence_;
  int plan_ = 0;
  int arch_ = 0;
  int centre_ = 72;  // the middle of the line
  int aim_ = 72;     // where the bar is to be
  bool upbeat_ = false;
  std::vector<LineNote> notes_;
};

/// A repeat divides some of its longer notes, by a neighbour.
void ornament(const Piece& piece, const Phrase& phrase, std::vector<LineNote>& notes) {
  CropRandom random = piece.random("ornament", phrase.first_bar);
  const double share = std::min(.15 + .12 * phrase.repeat, .5);
  std::vector<LineNote> out;
  for (std::size_t i = 0; i < notes.size(); ++i) {
    LineNote note = notes[i];
    const bool divided =
        i + 1 < notes.size() && note.length >= 12 && note.length <= 24 && random.chance(share);
    if (!divided) {
      out.push_back(note);
      continue;
    }
    const int bar = note.start / piece.bar_units;
    const Harmony& chord = piece.harmony(bar, note.start % piece.bar_units);
    const int direction = notes[i + 1].pitch > note.pitch ? 1 : -1;
    const int half = note.length / 2 / 6 * 6;
    LineNote neighbour = note;
    neighbour.start += note.length - half;
    neighbour.length = half;
    neighbour.pitch = move_in_scale(note.pitch, direction, chord.scale);
    note.length -= half;
    out.push_back(note);
    out.push_back(neighbour);
  }
  notes = out;
}

}  // namespace

void write_melody(const Piece& piece,
                  const Phrase& phrase,
                  const Player& player,
                  const LineManner& manner,
                  Sheet& sheet) {
  std::vector<LineNote> notes = Line(piece, phrase, player, manner).write();
  if (phrase.repeat > 0) {
    ornament(piece, phrase, notes);
  }
  for (const LineNote& note : notes) {
    const bool first = note.start % piece.bar_units == 0;
    sheet.add(player, note.start, note.length, note.pitch, first ? 1 : note.strong ? 0 : -1);
  }
}

}  // namespace melisma::models
