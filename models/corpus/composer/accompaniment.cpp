#include "models/corpus/composer/accompaniment.h"

#include <algorithm>
#include <cstdlib>

#include "models/corpus/composer/accompaniment_patterns.h"
#include "models/corpus/composer/instruments.h"

namespace melisma::models {
namespace {

/// The first `voices` chord tones at or above `bottom`, close together.
std::vector<int> stack(const Harmony& chord, int bottom, std::size_t voices) {
  std::vector<int> out;
  for (int pitch = bottom; out.size() < voices && pitch < bottom + 40; ++pitch) {
    if (chord.has(pitch)) {
      out.push_back(pitch);
    }
  }
  return out;
}

int distance(const std::vector<int>& a, const std::vector<int>& b) {
  int sum = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    sum += std::abs(a[i] - b[i]);
  }
  return sum;
}

std::vector<int> power_chord(const Harmony& chord, int low) {
  int root = low;
  while (pitch_class(root) != pitch_class(chord.root)) {
    ++root;
  }
  return {root, root + 7, root + 12};
}

class Accompanist {
 public:
  Accompanist(const Piece& piece, const Phrase& phrase, const Player& player, Sheet& sheet)
      : piece_(piece),
        phrase_(phrase),
        player_(player),
        sheet_(sheet),
        texture_(player.texture_of(phrase)) {}

  void write(const AccompanimentFigure& figure) {
    for (int bar = phrase_.first_bar; bar < phrase_.end_bar(); ++bar) {
      for (std::size_t i = 0; i < figure.strokes.size(); ++i) {
        play(bar, figure.strokes[i], figure.voices[i]);
      }
    }
  }

 private:
  void play(int bar, const Stroke& stroke, int voice) {
    const int half = piece_.half_bar();
    const bool crosses =
        stroke.start < half && stroke.start + stroke.length > half && !piece_.one_chord(bar);
    sound(bar, stroke.start, crosses ? half - stroke.start : stroke.length, voice);
    if (crosses) {
      sound(bar, half, stroke.start + stroke.length - half, voice);
    }
  }

  void sound(int bar, int start, int length, int voice) {
    const Harmony& chord = piece_.harmony(bar, start);
    const int at = bar * piece_.bar_units + start;
    const int stress = start % piece_.beat_units == 0 ? 0 : -1;
    if (voice == AccompanimentFigure::kAll) {
      for (const int pitch : chord_pitches(chord)) {
        sheet_.add(player_, at, length, pitch, stress);
      }
      return;
    }
    const std::vector<int> tones = broken_tones(chord);
    const auto index = static_cast<std::size_t>(voice) % tones.size();
    sheet_.add(player_, at, length, tones[index], stress);
  }

  std::vector<int> chord_pitches(const Harmony& chord) {
    if (texture_ == Texture::kPower) {
      return power_chord(chord, player_.low);
    }
    const bool full = texture_ == Texture::kStrum || texture_ == Texture::kChorale;
    const std::size_t voices = full || chord.count == 4 ? 4 : 3;
    before_ = voice_chord(chord, player_.low, player_.high, voices, before_);
    return before_;
  }

  /// Four tones for arpeggios. Those that are their own bass begin with the root.
  std::vector<int> broken_tones(const Harmony& chord) {
    const bool own_bass = piece_.player(Role::kBass) == nullptr && player_.role == Role::kChords;
    if (!own_bass || texture_ == Texture::kOstinato) {
      const std::size_t voices = texture_ == Texture::kAlberti ? 3 : 4;
      before_ = voice_chord(chord, player_.low, player_.high, voices, before_);
      return before_;
    }
    int root = player_.low;
    while (pitch_class(root) != pitch_class(chord.root)) {
      ++root;
    }
    if (texture_ == Texture::kAlberti) {
      return stack(chord, root, 3);
    }
    return {root,
            root + chord.intervals[chord.count == 2 ? 1 : 2],
            root + 12,
            root + 12 + chord.intervals[1]};
  }

  const Piece& piece_;
  const Phrase& phrase_;
  const Player& player_;
  Sheet& sheet_;
  Texture texture_;
  std::vector<int> before_;
};

constexpr int kFirstEffect = 120;

constexpr MetreRhythm kColourRhythms[] = {{"x---------------", "x-----------", "x-----------"},
                                          {"x-------x-------", "x-------x---", "x-----x-----"},
                                          {"x---..x-x---....", "x---..x-....", "x---..x---.."},
                                          {"x--x--x-........", "x--x--......", "x--x--......"}};

}  // namespace

std::vector<int> voice_chord(
    const Harmony& chord, int low, int high, std::size_t voices, const std::vector<int>& before) {
  std::vector<int> best;
  int least = 1 << 20;
  for (int bottom = low; bottom < low + 12; ++bottom) {
    const std::vector<int> pitches = stack(chord, bottom, voices);
    const int above = std::max(0, pitches.back() - high);
    const int middle = std::abs(pitches.front() + pitches.back() - low - high) / 2;
    const int cost = (before.empty() ? middle : distance(pitches, before) + middle / 3) + 4 * above;
    if (cost < least) {
      least = cost;
      best = pitches;
    }
  }
  return best;
}

void write_accompaniment(const Piece& piece,
                         const Phrase& phrase,
                         const Player& player,
                         Sheet& sheet) {
  CropRandom random =
      piece.random("accompaniment", static_cast<int>(player.role) * 256 + phrase.idea);
  Accompanist(piece, phrase, player, sheet)
      .write(draw_figure(piece, player.texture_of(phrase), random));
}

void write_pad(const Piece& piece, const Phrase& phrase, const Player& player, Sheet& sheet) {
  Player sustained = player;
  sustained.texture = sustained.contrast = Texture::kSustained;
  CropRandom random = piece.random("pad");
  Accompanist(piece, phrase, sustained, sheet)
      .write(draw_figure(piece, Texture::kSustained, random));
}

void write_colour(const Piece& piece, const Phrase& phrase, const Player& player, Sheet& sheet) {
  CropRandom random = piece.random("colour", player.program);
  const PitchRange range = range_of(player.program);
  if (player.program >= kFirstEffect) {
    // The sea or a bird is heard once in a section.
    if (phrase.line == 0) {
      sheet.add(player, phrase.first_bar * piece.bar_units, phrase.bars * piece.bar_units, 60);
    }
    return;
  }
  const MetreRhythm rhythm = kColourRhythms[random.below(player.program >= 119 ? 1 : 4)];
  const auto strokes = read_rhythm(rhythm.of(piece.bar_units, piece.beat_units));
  for (int bar = phrase.first_bar; bar < phrase.end_bar(); ++bar) {
    // Hits, bells and reverse cymbals every other bar are enough.
    if ((bar - phrase.first_bar) % 2 == 1 && player.program != 47) {
      continue;
    }
    for (const Stroke& stroke : strokes) {
      const Harmony& chord = piece.harmony(bar, stroke.start);
      PitchSet root;
      root.set(pitch_class(chord.root));
      sheet.add(player,
                bar * piece.bar_units + stroke.start,
                stroke.length,
                nearest_pitch((range.low + range.high) / 2, root));
    }
  }
}

}  // namespace melisma::models
