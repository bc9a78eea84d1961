#include "models/text/phoneme_classes.h"

#include <array>

#include "audio/error.h"
#include "models/text/phoneme.h"

namespace melisma::models {
namespace {

constexpr PhonemeClass vowel(int length, int height, int front) {
  return {Manner::kVowel,
          0,
          1,
          static_cast<std::uint8_t>(length),
          static_cast<std::uint8_t>(height),
          static_cast<std::uint8_t>(front)};
}
constexpr PhonemeClass consonant(Manner manner, int place, bool voiced) {
  return {
      manner, static_cast<std::uint8_t>(place), static_cast<std::uint8_t>(voiced ? 1 : 0), 0, 0, 0};
}

// In the order of kPhonemeNames. Places: 1 lips, 2 lip and teeth, 3 teeth, 4 ridge, 5 palate,
// 6 velum and throat.
constexpr std::array<PhonemeClass, 42> kClasses = {
    PhonemeClass{},
    vowel(3, 1, 1),                           // aa
    vowel(2, 1, 3),                           // ae
    vowel(2, 2, 2),                           // ah
    vowel(3, 1, 1),                           // ao
    vowel(4, 1, 2),                           // aw
    vowel(1, 2, 2),                           // ax
    vowel(1, 2, 2),                           // axr
    vowel(4, 1, 2),                           // ay
    consonant(Manner::kStop, 1, true),        // b
    consonant(Manner::kAffricate, 5, false),  // ch
    consonant(Manner::kStop, 4, true),        // d
    consonant(Manner::kFricative, 3, true),   // dh
    vowel(2, 2, 3),                           // eh
    vowel(3, 2, 2),                           // er
    vowel(4, 2, 3),                           // ey
    consonant(Manner::kFricative, 2, false),  // f
    consonant(Manner::kStop, 6, true),        // g
    consonant(Manner::kFricative, 6, false),  // hh
    vowel(2, 3, 3),                           // ih
    vowel(3, 3, 3),                           // iy
    consonant(Manner::kAffricate, 5, true),   // jh
    consonant(Manner::kStop, 6, false),       // k
    consonant(Manner::kLiquid, 4, true),      // l
    consonant(Manner::kNasal, 1, true),       // m
    consonant(Manner::kNasal, 4, true),       // n
    consonant(Manner::kNasal, 6, true),       // ng
    vowel(4, 2, 1),                           // ow
    vowel(4, 2, 1),                           // oy
    consonant(Manner::kStop, 1, false),       // p
    consonant(Manner::kLiquid, 5, true),      // r
    consonant(Manner::kFricative, 4, false),  // s
    consonant(Manner::kFricative, 5, false),  // sh
    consonant(Manner::kStop, 4, false),       // t
    consonant(Manner::kFricative, 3, false),  // th
    vowel(2, 3, 1),                           // uh
    vowel(3, 3, 1),                           // uw
    consonant(Manner::kFricative, 2, true),   // v
    consonant(Manner::kGlide, 1, true),       // w
    consonant(Manner::kGlide, 5, true),       // y
    consonant(Manner::kFricative, 4, true),   // z
    consonant(Manner::kFricative, 5, true),   // zh
};
static_assert(kClasses.size() == kPhonemeNames.size());

}  // namespace

const PhonemeClass& phoneme_class(int id) {
  MELISMA_ASSERT(id >= 0 && id < kPhonemeCount);
  return kClasses[static_cast<std::size_t>(id)];
}

}  // namespace melisma::models
