#pragma once

#include <cstdint>

namespace melisma::models {

/// How a phoneme is made. The numbers are inputs of duration models: append only.
enum class Manner : std::uint8_t {
  kNone,
  kStop,
  kAffricate,
  kFricative,
  kNasal,
  kLiquid,
  kGlide,
  kVowel
};

/// Articulation of a phoneme, as whole numbers that trees can split on.
struct PhonemeClass {
  Manner manner = Manner::kNone;
  std::uint8_t place = 0;   // consonants, front to back: 1 lips .. 6 throat; vowels 0
  std::uint8_t voiced = 0;  // 1 = yes
  std::uint8_t length = 0;  // vowels: 1 reduced, 2 short, 3 long, 4 diphthong
  std::uint8_t height = 0;  // vowels: 1 low, 2 middle, 3 high
  std::uint8_t front = 0;   // vowels: 1 back, 2 central, 3 front
};

/// Class of a phoneme id (phoneme.h).
const PhonemeClass& phoneme_class(int id);

}  // namespace melisma::models
