#include "models/corpus/composer/drum_patterns.h"

#include <algorithm>
#include <array>

#include "models/corpus/composer/rhythm.h"

namespace melisma::models {
namespace {

// General MIDI drums.
constexpr int kKick = 36;
constexpr int kRim = 37;
constexpr int kSnare = 38;
constexpr int kClap = 39;
constexpr int kLowTom = 41;
constexpr int kHat = 42;
constexpr int kHighFloorTom = 43;
constexpr int kPedalHat = 44;
constexpr int kMidTom = 45;
constexpr int kOpenHat = 46;
constexpr int kHighTom = 48;
constexpr int kCrash = 49;
constexpr int kRide = 51;
constexpr int kTambourine = 54;
constexpr int kCowbell = 56;
constexpr int kConga = 63;
constexpr int kLowConga = 64;
constexpr int kShaker = 70;
constexpr int kClave = 75;

struct DrumLine {
  int drum = 0;
  MetreRhythm rhythm;
};
/// The bass drum comes first, then what beats the pulse, then the rest.
struct DrumPattern {
  DrumStyle style;
  std::array<DrumLine, 5> lines;
};

// Bars of 3/4 and 6/8 that many patterns share.
constexpr std::string_view kBack3 = "....x...x...";
constexpr std::string_view kBack6 = "......x.....";
constexpr std::string_view kKick3 = "x...........";
constexpr std::string_view kKick6 = "x.........x.";
constexpr std::string_view kEighths3 = "x.x.x.x.x.x.";

constexpr std::array kPatterns{
    DrumPattern{DrumStyle::kRock,
                {{{kKick, {"X.......x.x.....", kKick3, kKick6}},
                  {kHat, {"X.x.X.x.X.x.X.x.", kEighths3, kEighths3}},
                  {kSnare, {"....X.......X...", kBack3, kBack6}}}}},
    DrumPattern{DrumStyle::kPop,
                {{{kKick, {"X.....x.x.......", "X.....x.....", "x....x......"}},
                  {kHat, {"X.x.X.x.X.x.X.x.", kEighths3, kEighths3}},
                  {kSnare, {"....X.......X...", kBack3, kBack6}},
                  {kTambourine, {"..x...x...x...x.", "..x...x...x.", ""}}}}},
    DrumPattern{DrumStyle::kJazz,
                {{{kKick, {"x.......x.......", kKick3, kKick3}},
                  {kRide, {"X...X.x.X...X.x.", "X...X.x.X...", "X...x.X...x."}},
                  {kPedalHat, {"....x.......x...", "....x.......", kBack6}},
                  {kSnare, {"..........x.....", "......x.....", "..........x."}}}}},
    DrumPattern{DrumStyle::kBossa,
                {{{kKick, {"X.....x.X.....x.", "X.....x.....", kKick6}},
                  {kHat, {"x.x.x.x.x.x.x.x.", kEighths3, kEighths3}},
                  {kRim, {"x.....x.....x...", "x.....x.....", "x.....x..x.."}}}}},
    DrumPattern{DrumStyle::kReggae,
                {{{kKick, {"........X.......", "....X.......", "......X....."}},
                  {kHat, {"x.x.x.x.x.x.x.x.", kEighths3, kEighths3}},
                  {kRim, {"........X.....x.", "....X.....x.", "......X....."}}}}},
    DrumPattern{DrumStyle::kHouse,
                {{{kKick, {"X...X...X...X...", "X...X...X...", "X.....X....."}},
                  {kOpenHat, {"..x...x...x...x.", "..x...x...x.", "..x.x...x.x."}},
                  {kClap, {"....X.......X...", kBack3, kBack6}},
                  {kHat, {"x.xxx.xxx.xxx.xx", "x.xxx.xxx.xx", kEighths3}}}}},
    DrumPattern{DrumStyle::kTechno,
                {{{kKick, {"X...X...X...X...", "X...X...X...", "X.....X....."}},
                  {kHat, {"..X...X...X...X.", "..X...X...X.", kEighths3}},
                  {kClap, {"............x...", kBack3, kBack6}},
                  {kRim, {"...x.....x....x.", "...x.....x..", ""}}}}},
    DrumPattern{DrumStyle::kHipHop,
                {{{kKick, {"X.....x..xx.....", "X.....x.....", "X....x......"}},
                  {kHat, {"x.x.x.x.x.x.x.xx", kEighths3, kEighths3}},
                  {kSnare, {"....X.......X...", kBack3, kBack6}}}}},
    DrumPattern{DrumStyle::kFunk,
                {{{kKick, {"X..x......x..x..", "X..x......x.", "X....x......"}},
                  {kHat, {"X.xxX.x.X.xxX.x.", "X.xxX.x.X.x.", kEighths3}},
                  {kSnare, {"....X..x.x..X..x", "....X..xX...", "......X....x"}}}}},
    DrumPattern{DrumStyle::kMarch,
                {{{kKick, {"X.......X.......", kKick3, "X.....X....."}},
                  {kSnare, {"x...X.xxx...X.xx", "x...X.xxX...", "X...x.X...xx"}},
                  {kPedalHat, {"....x.......x...", "....x...x...", ""}}}}},
    DrumPattern{DrumStyle::kSamba,
                {{{kKick, {"x..xX..xx..xX..x", "x..xX..xx..x", "x..xX.x..xX."}},
                  {kShaker, {"XxxxXxxxXxxxXxxx", "XxxxXxxxXxxx", "X.x.x.X.x.x."}},
                  {kRim, {"x.x..x.x.x.xx.x.", "x.x..x.x.x.x", "x...x.x...x."}},
                  {kLowConga, {"........X.....x.", "....X.....x.", kBack6}}}}},
    DrumPattern{DrumStyle::kBreakbeat,
                {{{kKick, {"X.........X.....", "X.....x.....", "X....x......"}},
                  {kHat, {"x.x.x.x.x.x.x.x.", kEighths3, kEighths3}},
                  {kSnare, {"....X..x.x..X..x", "....X..xX...", "......X..x.."}}}}},
    DrumPattern{DrumStyle::kMetal,
                {{{kKick, {"X.xxX.xxX.xxX.xx", "X.xxX.xxX.xx", "X.xX.xX.xX.x"}},
                  {kRide, {"X...X...X...X...", "X...X...X...", "X.....X....."}},
                  {kSnare, {"....X.......X...", kBack3, kBack6}}}}},
    DrumPattern{DrumStyle::kShuffle,
                {{{kKick, {"X.......X.x.....", kKick3, kKick6}},
                  {kHat, {"X.x.X.x.X.x.X.x.", kEighths3, kEighths3}},
                  {kSnare, {"....X.......X...", kBack3, kBack6}}}}},
    DrumPattern{DrumStyle::kTrain,
                {{{kKick, {"X.......X.......", kKick3, "X.....X....."}},
                  {kSnare, {"x.xxX.xxx.xxX.xx", "x.xxX.xxX.xx", "x.x.X.x.x.X."}},
                  {kPedalHat, {"....x.......x...", "....x...x...", ""}}}}},
    DrumPattern{DrumStyle::kLatin,
                {{{kKick, {"...x..x....x..x.", "...x..x...x.", "x....x......"}},
                  {kCowbell, {"X...x...X...x...", "X...x...x...", "X.....x....."}},
                  {kClave, {"x..x..x...x.x...", "x..x..x...x.", "x...x...x..."}},
                  {kConga, {"..x...xx..x...xx", "..x...xx..x.", "..x.x...x.xx"}}}}},
    DrumPattern{DrumStyle::kOrchestral,
                {{{kKick, {"X.......x.......", kKick3, kKick3}},
                  {kLowTom, {"X..x..x.X..x..x.", "X..x..x.X...", "X..x..X..x.."}},
                  {kHighFloorTom, {"......x.......xx", "......x...x.", ".....x....xx"}}}}},
    DrumPattern{DrumStyle::kBrushes,
                {{{kKick, {"x.......x.......", kKick3, "x.....x....."}},
                  {kHat, {"x...x.x.x...x.x.", "x...x.x.x...", "x...x.x...x."}},
                  {kRim, {"....x.......x...", "....x...x...", kBack6}}}}},
};

constexpr std::array kFills{MetreRhythm{"x.xxx.xx", "xxxx", "x.xxxx"},
                            MetreRhythm{"xxxxxxxx", "x.xx", "xxxxxx"},
                            MetreRhythm{"x..x..x.", "x.x.", "x.x.x."},
                            MetreRhythm{"....xxxx", "..xx", "...xxx"}};
constexpr std::array<int, 8> kFillDrums{
    kSnare, kSnare, kHighTom, kHighTom, kMidTom, kMidTom, kLowTom, kLowTom};

// What a piece may put in place of its style's bass drum and pulse, where the style has a backbeat.
constexpr std::array kKicks{MetreRhythm{"X.......x.......", kKick3, kKick3},
                            MetreRhythm{"X..x....x.x.....", "X..x....x...", "X....x....x."},
                            MetreRhythm{"X.....x...x.....", "X.....x.....", "X....x......"},
                            MetreRhythm{"X.x.....x..x....", "X.x.....x...", "X...x......."},
                            MetreRhythm{"X.........x..x..", "X.......x.x.", "X.........xx"}};
constexpr std::array kPulses{MetreRhythm{"X...x...X...x...", "X...x...x...", "X.....x....."},
                             MetreRhythm{"X.x.X.x.X.x.X.xx", "X.x.X.x.X.xx", kEighths3},
                             MetreRhythm{"XxxxXxxxXxxxXxxx", "XxxxXxxxXxxx", kEighths3},
                             MetreRhythm{"..x...x...x...x.", "..x...x...x.", "..x.x...x.x."}};
constexpr double kVaried = .6;

bool has_backbeat(DrumStyle style) {
  constexpr std::array kStyles{DrumStyle::kRock,
                               DrumStyle::kPop,
                               DrumStyle::kHipHop,
                               DrumStyle::kFunk,
                               DrumStyle::kBreakbeat,
                               DrumStyle::kShuffle};
  return std::ranges::find(kStyles, style) != kStyles.end();
}

/// The style's pattern, often with another bass drum and pulse: pieces of a style differ.
DrumPattern pattern_of(const Piece& piece) {
  DrumPattern pattern = *std::ranges::find(kPatterns, piece.style->drums, &DrumPattern::style);
  CropRandom random = piece.random("drum pattern");
  const MetreRhythm kick = pick(kKicks, random);
  const MetreRhythm pulse = pick(kPulses, random);
  const bool sixteenths = pulse.four[1] == 'x';
  if (!has_backbeat(pattern.style)) {
    return pattern;
  }
  if (random.chance(kVaried)) {
    pattern.lines[0].rhythm = kick;
  }
  if (random.chance(kVaried) && (!sixteenths || (piece.tempo_bpm < 120 && !piece.swung))) {
    pattern.lines[1].rhythm = pulse;
  }
  if (random.chance(.2)) {
    pattern.lines[1].drum = kRide;
  }
  return pattern;
}

/// Whether a line of the pattern plays at this intensity.
bool plays(std::size_t line, const Phrase& phrase) {
  if (phrase.section == Section::kBreak) {
    return line == 1;
  }
  return phrase.intensity >= .3 ? (line < 3 || phrase.intensity >= .55) : line <= 1;
}

void write_fill(const Piece& piece, int bar, int from, CropRandom& random, Sheet& sheet) {
  const MetreRhythm fill = pick(kFills, random);
  for (const Stroke& stroke : read_rhythm(fill.of(piece.bar_units, piece.beat_units))) {
    const auto place =
        static_cast<std::size_t>(stroke.start * 8 / std::max(piece.bar_units - from, 1));
    sheet.drum(bar * piece.bar_units + from + stroke.start,
               kFillDrums[std::min<std::size_t>(place, 7)],
               .75);
  }
}

}  // namespace

std::string_view kick_rhythm(const Piece& piece) {
  return pattern_of(piece).lines[0].rhythm.of(piece.bar_units, piece.beat_units);
}

void write_drums(const Piece& piece, const Phrase& phrase, Sheet& sheet) {
  CropRandom random = piece.random("drums", phrase.first_bar);
  const DrumPattern pattern = pattern_of(piece);
  const bool gentle =
      piece.style->drums == DrumStyle::kBrushes || piece.style->drums == DrumStyle::kBossa;
  const bool fills = phrase.last_of_section && !gentle && phrase.end_bar() < piece.bars();
  const int fill_from = piece.bar_units == 48 ? 24 : piece.beat_units == 18 ? 18 : 24;
  for (int bar = phrase.first_bar; bar < phrase.end_bar(); ++bar) {
    const bool filled = fills && bar == phrase.end_bar() - 1;
    for (std::size_t line = 0; line < pattern.lines.size(); ++line) {
      if (!plays(line, phrase)) {
        continue;
      }
      const DrumLine& part = pattern.lines[line];
      for (const Stroke& stroke : read_rhythm(part.rhythm.of(piece.bar_units, piece.beat_units))) {
        if (!filled || stroke.start < fill_from) {
          sheet.drum(bar * piece.bar_units + stroke.start, part.drum, stroke.accent ? .9 : .65);
        }
      }
    }
    if (filled) {
      write_fill(piece, bar, fill_from, random, sheet);
    }
  }
  if (phrase.line == 0 && phrase.intensity >= .5 && !gentle) {
    sheet.drum(phrase.first_bar * piece.bar_units, kCrash, .9);
  }
}

}  // namespace melisma::models
