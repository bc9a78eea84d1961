#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

#include "models/corpus/composer/progressions.h"

namespace melisma::models {

/// How an accompaniment plays its chords.
enum class Texture {
  kBlock,      // chords on the beats
  kStrum,      // strummed rhythms
  kArpeggio,   // chord tones one after another
  kAlberti,    // low, high, middle, high
  kSustained,  // held as long as the chord lasts
  kComping,    // short syncopated chords
  kOstinato,   // one figure, repeated
  kOomPah,     // chords between the beats of the bass
  kOffBeat,    // short chords off the beat
  kPower,      // root, fifth and octave, driven
  kChorale,    // four voices move together
};

enum class BassManner {
  kRoots,
  kRootFifth,
  kWalking,
  kEighths,
  kOctaves,
  kOffBeat,
  kRolling,
  kFunk,
  kBossa,
  kTresillo,
  kWithKick,  // the rhythm of the bass drum
  kPedal,
  kOneDrop,
};

enum class MelodyManner { kFlowing, kSyncopated, kLong, kFast, kDotted, kRiff };

enum class DrumStyle {
  kRock,
  kPop,
  kJazz,
  kBossa,
  kReggae,
  kHouse,
  kTechno,
  kHipHop,
  kFunk,
  kMarch,
  kSamba,
  kBreakbeat,
  kMetal,
  kShuffle,
  kTrain,
  kLatin,
  kOrchestral,
  kBrushes,
};

/// Straight, triplet eighths, or triplet sixteenths.
enum class Feel { kStraight, kSwing, kSwungSixteenths };
enum class FormKind { kSong, kTheme, kLoop, kBlues };

/// A short list of constants.
template <typename T, std::size_t N>
struct Choices {
  std::array<T, N> values{};
  std::size_t count = 0;

  constexpr Choices(std::initializer_list<T> list) {
    for (const T value : list) {
      values[count++] = value;
    }
  }
  [[nodiscard]] constexpr std::span<const T> list() const { return {values.data(), count}; }
};
using Programs = Choices<int, 10>;
using Moods = Choices<std::string_view, 6>;

/// Number of players, drums counted: weights of solo, duo, trio, quartet, band, orchestra.
using Sizes = std::array<int, 6>;

/// What the grammar knows of a style beside its StyleHabits. Lists begin with what is usual.
struct StyleProfile {
  std::string_view name;
  int weight;  // how often the style is drawn
  ProgressionBook book;
  double dorian_share;      // of the pieces in minor
  double mixolydian_share;  // of the pieces in major
  Feel feel;
  FormKind form;
  MelodyManner melody;
  Choices<Texture, 4> textures;
  Choices<BassManner, 3> bass;
  DrumStyle drums;
  double drum_share;  // of the pieces with three or more players
  Sizes sizes;
  Moods moods;
  Programs solo, leads, chords, pads, basses, extras;
};

/// One profile for each of style_words(), in their order.
std::span<const StyleProfile> style_profiles();

}  // namespace melisma::models
