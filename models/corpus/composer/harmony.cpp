#include "models/corpus/composer/harmony.h"

#include <algorithm>
#include <cctype>
#include <string>

#include "audio/error.h"

namespace melisma::models {
namespace {

using Degrees = std::array<int, 7>;

constexpr std::array<Degrees, kMusicModes> kScales{{{0, 2, 4, 5, 7, 9, 11},
                                                    {0, 2, 3, 5, 7, 8, 10},
                                                    {0, 2, 3, 5, 7, 9, 10},
                                                    {0, 2, 4, 5, 7, 9, 10}}};

struct Suffix {
  std::string_view text;
  int count;
  std::array<int, 4> major;  // of an upper-case numeral
  std::array<int, 4> minor;
};

constexpr std::array kSuffixes{
    Suffix{"", 3, {0, 4, 7}, {0, 3, 7}},
    Suffix{"7", 4, {0, 4, 7, 10}, {0, 3, 7, 10}},
    Suffix{"M7", 4, {0, 4, 7, 11}, {0, 3, 7, 11}},
    Suffix{"o", 3, {0, 3, 6}, {0, 3, 6}},
    Suffix{"o7", 4, {0, 3, 6, 9}, {0, 3, 6, 9}},
    Suffix{"h7", 4, {0, 3, 6, 10}, {0, 3, 6, 10}},
    Suffix{"+", 3, {0, 4, 8}, {0, 4, 8}},
    Suffix{"sus4", 3, {0, 5, 7}, {0, 5, 7}},
    Suffix{"sus2", 3, {0, 2, 7}, {0, 2, 7}},
    Suffix{"add9", 4, {0, 2, 4, 7}, {0, 2, 3, 7}},
    Suffix{"6", 4, {0, 4, 7, 9}, {0, 3, 7, 9}},
    Suffix{"5", 2, {0, 7}, {0, 7}},
};

/// Degree 0..6 of the roman digits at the start of `text`, which they are cut from.
int take_degree(std::string_view& text, bool& upper) {
  constexpr std::array<std::string_view, 7> kNumerals{"I", "II", "III", "IV", "V", "VI", "VII"};
  std::string digits;
  upper = !text.empty() && (text[0] == 'I' || text[0] == 'V');
  while (!text.empty() &&
         std::string_view(upper ? "IV" : "iv").find(text[0]) != std::string::npos) {
    digits.push_back(static_cast<char>(std::toupper(static_cast<unsigned char>(text[0]))));
    text.remove_prefix(1);
  }
  const auto* found = std::ranges::find(kNumerals, std::string_view(digits));
  return found == kNumerals.end() ? -1 : static_cast<int>(found - kNumerals.begin());
}

const Degrees& degrees_of(MusicMode mode) {
  return kScales[static_cast<std::size_t>(mode)];
}

/// The key's scale where every note that a chord tone alters makes room for it.
PitchSet altered_scale(const PitchSet& scale, const PitchSet& tones) {
  PitchSet out = scale | tones;
  for (std::size_t pitch = 0; pitch < 12; ++pitch) {
    if (tones[pitch] && !scale[pitch]) {
      for (const std::size_t beside : {(pitch + 1) % 12, (pitch + 11) % 12}) {
        out[beside] = tones[beside];
      }
    }
  }
  return out;
}

}  // namespace

PitchSet scale_of(const MusicalKey& key) {
  PitchSet out;
  for (const int degree : degrees_of(key.mode)) {
    out.set(pitch_class(key.tonic + degree));
  }
  return out;
}

Harmony read_numeral(std::string_view numeral, const MusicalKey& key) {
  std::string_view rest = numeral;
  int root = key.tonic;
  Degrees degrees = degrees_of(key.mode);
  if (const auto slash = rest.find('/'); slash != std::string_view::npos) {
    std::string_view of = rest.substr(slash + 1);
    bool upper = false;
    root += degrees[static_cast<std::size_t>(std::max(take_degree(of, upper), 0))];
    degrees = degrees_of(MusicMode::kMajor);
    rest = rest.substr(0, slash);
  }
  if (!rest.empty() && rest[0] == 'b') {
    --root;
    rest.remove_prefix(1);
    degrees = degrees_of(MusicMode::kMajor);
  }
  bool upper = false;
  const int degree = take_degree(rest, upper);
  const auto* suffix = std::ranges::find(kSuffixes, rest, &Suffix::text);
  if (degree < 0 || suffix == kSuffixes.end()) {
    throw InputError("the chord \"" + std::string(numeral) +
                     "\" is no roman numeral; wanted one such as \"V7\", \"ii\" or \"bVII\"");
  }
  Harmony out;
  out.root = static_cast<int>(pitch_class(root + degrees[static_cast<std::size_t>(degree)]));
  out.intervals = upper ? suffix->major : suffix->minor;
  out.count = suffix->count;
  for (int i = 0; i < out.count; ++i) {
    out.tones.set(pitch_class(out.tone(i)));
  }
  out.scale = altered_scale(scale_of(key), out.tones);
  return out;
}

std::vector<BarChords> read_progression(std::string_view progression, const MusicalKey& key) {
  std::vector<BarChords> out;
  while (!progression.empty()) {
    const auto end = std::min(progression.find('|'), progression.size());
    const std::string_view bar = progression.substr(0, end);
    const auto blank = bar.find(' ');
    const Harmony first = read_numeral(bar.substr(0, blank), key);
    const bool one = blank == std::string_view::npos;
    out.push_back({first, one ? first : read_numeral(bar.substr(blank + 1), key)});
    progression.remove_prefix(std::min(end + 1, progression.size()));
  }
  return out;
}

int move_in_scale(int pitch, int steps, const PitchSet& scale) {
  const int direction = steps < 0 ? -1 : 1;
  for (; steps != 0; steps -= direction) {
    do {
      pitch += direction;
    } while (!scale[pitch_class(pitch)]);
  }
  return scale[pitch_class(pitch)] ? pitch : nearest_pitch(pitch, scale);
}

int nearest_pitch(int pitch, const PitchSet& set) {
  for (int distance = 0; distance < 12; ++distance) {
    if (set[pitch_class(pitch - distance)]) {
      return pitch - distance;
    }
    if (set[pitch_class(pitch + distance)]) {
      return pitch + distance;
    }
  }
  return pitch;
}

}  // namespace melisma::models
