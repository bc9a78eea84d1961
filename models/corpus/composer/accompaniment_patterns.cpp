#include "models/corpus/composer/accompaniment_patterns.h"

#include <algorithm>
#include <array>

namespace melisma::models {
namespace {

struct TextureRhythm {
  Texture texture;
  MetreRhythm rhythm;
};

constexpr std::array kRhythms{
    TextureRhythm{Texture::kBlock, {"x-------x-------", "x-----------", "x-----x-----"}},
    TextureRhythm{Texture::kBlock, {"x---x---x---x---", "x---x---x---", "x-----x---x-"}},
    TextureRhythm{Texture::kBlock, {"x-----x-x-------", "x-------x---", "x---x-x---x-"}},
    TextureRhythm{Texture::kStrum, {"x---x-x-..x-x-x-", "x---x-x-x-x-", "x---x-x---x-"}},
    TextureRhythm{Texture::kStrum, {"x---x-x-x---x-x-", "x---x-x-x---", "x---x-x-x-x-"}},
    TextureRhythm{Texture::kStrum, {"x-x-x-x-x-x-x-x-", "x-x-x-x-x-x-", "x-x-x-x-x-x-"}},
    TextureRhythm{Texture::kSustained, {"x---------------", "x-----------", "x-----------"}},
    TextureRhythm{Texture::kComping, {"x-....x-..x-....", "x-....x-....", "x---..x---.."}},
    TextureRhythm{Texture::kComping, {"..x-..x-....x-..", "..x-....x-..", "....x-....x-"}},
    TextureRhythm{Texture::kComping, {"x--x--x-...x..x.", "x--x..x-....", "x--x..x..x.."}},
    TextureRhythm{Texture::kComping, {"......x-x---....", "....x-..x-..", "....x-x-...."}},
    TextureRhythm{Texture::kOomPah, {"....x-......x-..", "....x-..x-..", "..x-x-..x-x-"}},
    TextureRhythm{Texture::kOomPah, {"....x-......x-..", "....x---x---", "..x-x-..x-x-"}},
    TextureRhythm{Texture::kOffBeat, {"....x-......x-..", "....x-..x-..", "....x-....x-"}},
    TextureRhythm{Texture::kOffBeat, {"..x...x...x...x.", "..x...x...x.", "..x.x...x.x."}},
    TextureRhythm{Texture::kPower, {"x-x-x-x-x-x-x-x-", "x-x-x-x-x-x-", "x-x-x-x-x-x-"}},
    TextureRhythm{Texture::kPower, {"x-xxx-xxx-xxx-xx", "x-xxx-xxx-xx", "x-xx-xx-xx-x"}},
    TextureRhythm{Texture::kPower, {"x---..x-x---..x-", "x---..x-x---", "x---x-x---x-"}},
    TextureRhythm{Texture::kChorale, {"x---x---x---x---", "x---x---x---", "x---x-x---x-"}},
    TextureRhythm{Texture::kChorale, {"x-------x---x---", "x-------x---", "x-----x---x-"}},
    TextureRhythm{Texture::kOstinato, {"x-x-x-x-x-x-x-x-", "x-x-x-x-x-x-", "x-x-x-x-x-x-"}},
    TextureRhythm{Texture::kOstinato, {"x--x--x-x--x--x-", "x--x--x-x-x-", "x--x--x--x--"}},
    TextureRhythm{Texture::kOstinato, {"x-xxx-x-x-xxx-x-", "x-xxx-x-x-xx", "x-xxx-x-xxx-"}},
    TextureRhythm{Texture::kAlberti, {"x-x-x-x-x-x-x-x-", "x-x-x-x-x-x-", "x-x-x-x-x-x-"}},
    TextureRhythm{Texture::kArpeggio, {"x-x-x-x-x-x-x-x-", "x-x-x-x-x-x-", "x-x-x-x-x-x-"}},
    TextureRhythm{Texture::kArpeggio, {"xxxxxxxxxxxxxxxx", "xxxxxxxxxxxx", "xxxxxxxxxxxx"}},
};

// Which voice each stroke plays, in turn.
constexpr std::array<std::string_view, 6> kArpeggios{
    "0123", "01232321", "0213", "3210", "012321", "021323"};
constexpr std::string_view kAlberti = "0212";
constexpr std::string_view kAlbertiThree = "012121";

bool is_quick(const TextureRhythm& rhythm) {
  return rhythm.rhythm.four == "xxxxxxxxxxxxxxxx";
}

std::string_view order_of(const Piece& piece, Texture texture, CropRandom& random) {
  if (texture == Texture::kAlberti) {
    return piece.bar_units == 48 ? kAlberti : kAlbertiThree;
  }
  return pick(kArpeggios, random);
}

}  // namespace

AccompanimentFigure draw_figure(const Piece& piece, Texture texture, CropRandom& random) {
  std::vector<const TextureRhythm*> usable;
  for (const TextureRhythm& rhythm : kRhythms) {
    // Sixteenths only where they are still notes and not a trill.
    if (rhythm.texture == texture &&
        (!is_quick(rhythm) || (piece.tempo_bpm < 142 && !piece.swung))) {
      usable.push_back(&rhythm);
    }
  }
  const TextureRhythm& chosen = *pick(usable, random);
  AccompanimentFigure figure;
  figure.strokes = read_rhythm(chosen.rhythm.of(piece.bar_units, piece.beat_units));
  const bool single = texture == Texture::kArpeggio || texture == Texture::kAlberti ||
                      texture == Texture::kOstinato;
  const std::string_view order = order_of(piece, texture, random);
  for (std::size_t i = 0; i < figure.strokes.size(); ++i) {
    figure.voices.push_back(single ? order[i % order.size()] - '0' : AccompanimentFigure::kAll);
  }
  return figure;
}

}  // namespace melisma::models
