#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace melisma::models {

/// A score as the planner's language model writes it: one event a step, five codes an event, in the
/// manner of REMI (Huang and Yang 2020, arXiv 2002.00212) and compound words (Hsiao et al. 2021,
/// arXiv 2101.02402). Time is a grid of 12 units a quarter note, so triplets and sixteenths are
/// exact.
///
///   field  0 what             1               2                 3                4
///   END    0                  0               0                 0                0
///   BAR    1                  129 + section   128 + chord root  32 + quality     16 + bars left
///   NOTE   2 + position       program         pitch             duration class   velocity class
///
/// Position is that in the bar; the program of drums is 128.
///
/// Codes of BAR and NOTE do not share a table row, so their embeddings are learned apart. Pitches
/// and chord roots are relative to the key: the tonic is C (see PlanHeader); drums keep theirs.
/// Bars left is the number of bars after this one, 63 standing for 63 or more. Notes come sorted by
/// position, program, pitch, and no two of a position share both. Tempo, key and metre are facts of
/// the header.
inline constexpr int kScoreEventFields = 5;
using ScoreEvent = std::array<std::int32_t, kScoreEventFields>;

inline constexpr int kUnitsPerQuarter = 12;
inline constexpr int kMaxBarUnits = 72;

inline constexpr int kEndEvent = 0;
inline constexpr int kBarEvent = 1;
inline constexpr int kNoteEvent = 2;  // + position

inline constexpr int kDrumProgram = 128;
inline constexpr int kSectionCodes = 129;  // + Section
inline constexpr int kSectionCodeCount = 16;
inline constexpr int kChordRootCodes = 128;  // + 0..11 above the tonic, 12 none
inline constexpr int kNoChordRoot = 12;
inline constexpr int kDurationClasses = 32;
inline constexpr int kChordQualityCodes = kDurationClasses;  // + ChordQuality
inline constexpr int kChordQualityCodeCount = 16;
inline constexpr int kVelocityClasses = 16;
inline constexpr int kBarsLeftCodes = kVelocityClasses;  // + 0..63
inline constexpr int kMaxBarsLeft = 63;

/// Sizes of the five fields: LanguageModelConfig::code_sizes of a planner.
inline constexpr std::array<int, kScoreEventFields> kScoreEventSizes{
    kNoteEvent + kMaxBarUnits,
    kSectionCodes + kSectionCodeCount,
    kChordRootCodes + kNoChordRoot + 1,
    kChordQualityCodes + kChordQualityCodeCount,
    kBarsLeftCodes + kMaxBarsLeft + 1};

/// Note lengths of the duration classes, in units (twelfths of a quarter note).
inline constexpr std::array<int, kDurationClasses> kDurationUnits{
    1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 12, 14, 15, 16, 18,  20,
    21, 24, 27, 30, 33, 36, 42, 45, 48, 54, 60, 72, 84, 96, 144, 192};

/// The class whose length is nearest (the shorter of two), among those of at most `limit_units`
/// >= 1.
int duration_class(std::int64_t units, std::int64_t limit_units = kDurationUnits.back());
/// Velocities 0..127 in steps of 8; a class stands for the middle of its step.
constexpr int velocity_class(int velocity) {
  return velocity / 8;
}
constexpr int velocity_of_class(int index) {
  return index * 8 + 4;
}

/// What a bar is part of. Codes are stable: append only.
enum class Section : std::uint8_t {
  kUnknown,
  kIntro,
  kVerse,
  kPreChorus,
  kChorus,
  kBridge,
  kSolo,
  kBreak,
  kTheme,
  kVariation,
  kInterlude,
  kOutro,
};
inline constexpr int kSectionCount = 12;

/// Codes are stable: append only.
enum class ChordQuality : std::uint8_t {
  kMajor,
  kMinor,
  kDiminished,
  kAugmented,
  kDominantSeventh,
  kMajorSeventh,
  kMinorSeventh,
  kHalfDiminished,
  kSuspendedFourth,
  kSuspendedSecond,
  kPower,
  kNone,
};
inline constexpr int kChordQualityCount = 12;

}  // namespace melisma::models
