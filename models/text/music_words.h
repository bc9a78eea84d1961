#pragma once

#include <span>
#include <string_view>

#include "models/text/caption_attributes.h"

namespace melisma::models {

enum class MusicWordKind {
  kNone,
  kDrums,       // value 1 = with drums, 0 = without
  kEnsemble,    // solo, duo, ... orchestra
  kInstrument,  // value = General MIDI program, zero-based
  kFamily,      // value = program / 8
  kStyle,       // value = style number, the order of the table
  kMood,
  kTexture,
  kDynamics,
  kTempoWord,
  kTempoBpm,  // value = bucket, see tempo_bucket_bpm
  kKey,       // value = tonic 0..11
  kMode,      // value = MusicMode
  kMetre,     // value = 0: 3/4, 1: 4/4, 2: 6/8
  kForm,
};

/// One entry of the vocabulary: a token and all the phrases that mean it. The first phrase is its
/// canonical name. Phrases are lower case; a hyphen and a blank are the same, and a plural in -s or
/// -es need not be listed.
struct MusicWord {
  int token = 0;
  MusicWordKind kind = MusicWordKind::kNone;
  int value = 0;
  std::string_view name;
  std::string_view phrases;  // separated by '|', the first is the name
};

// Token ids. Each group has a block of its own with room to grow; a token, once given, keeps its
// meaning for ever, because trained models know it by number.
inline constexpr int kNoneToken = 0;  // "no text": what dropout and guidance use
inline constexpr int kDrumsToken = 1;
inline constexpr int kNoDrumsToken = 2;
inline constexpr int kEnsembleTokens = 3;         // .. 15
inline constexpr int kInstrumentTokens = 16;      // .. 143, 128 programs
inline constexpr int kFamilyTokens = 144;         // .. 159, 16 families
inline constexpr int kStyleTokens = 160;          // .. 223
inline constexpr int kMoodTokens = 224;           // .. 271
inline constexpr int kTextureTokens = 272;        // .. 303
inline constexpr int kDynamicsTokens = 304;       // .. 319
inline constexpr int kTempoWordTokens = 320;      // .. 335
inline constexpr int kTempoBpmTokens = 336;       // .. 383
inline constexpr int kKeyTokens = 384;            // .. 395, C .. B
inline constexpr int kModeTokens = 396;           // .. 407
inline constexpr int kMetreTokens = 408;          // .. 419
inline constexpr int kFormTokens = 420;           // .. 451
inline constexpr int kMusicVocabularySize = 512;  // text_vocabulary of a model; 452.. are spare

/// Tempo tokens are buckets of 5 %: bucket b is 50 * 1.05^b bpm, rounded to the nearest; tempi
/// outside 50..180 use the nearest end (the number itself is kept in CaptionAttributes).
inline constexpr int kTempoBuckets = 27;
double tempo_bucket_bpm(int bucket);
int tempo_bucket(double bpm);

std::span<const MusicWord> instrument_words();  // 128 programs, then 16 families
std::span<const MusicWord> style_words();
std::span<const MusicWord> mood_words();
std::span<const MusicWord> texture_words();
std::span<const MusicWord> dynamics_words();
std::span<const MusicWord> tempo_words();
std::span<const MusicWord> mode_words();
std::span<const MusicWord> metre_words();
std::span<const MusicWord> form_words();
std::span<const MusicWord> ensemble_words();  // with the two drum entries first

/// Range of a tempo word by its value.
TempoRange tempo_word_range(int value);
Metre metre_of(int value);
/// Known words without a meaning of their own ("a", "with", "music").
std::span<const std::string_view> filler_words();

}  // namespace melisma::models
