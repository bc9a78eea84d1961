#include "models/corpus/invented_words.h"

#include <array>
#include <span>
#include <string_view>

namespace melisma::models {
namespace {

using namespace std::string_view_literals;

constexpr std::array kOnsets = {""sv,   "b"sv,  "bl"sv,  "br"sv, "ch"sv, "d"sv,  "dr"sv, "f"sv,
                                "fl"sv, "fr"sv, "g"sv,   "gl"sv, "gr"sv, "h"sv,  "j"sv,  "k"sv,
                                "cl"sv, "cr"sv, "l"sv,   "m"sv,  "n"sv,  "p"sv,  "pl"sv, "pr"sv,
                                "qu"sv, "r"sv,  "s"sv,   "sc"sv, "sh"sv, "sl"sv, "sm"sv, "sn"sv,
                                "sp"sv, "st"sv, "str"sv, "sw"sv, "t"sv,  "th"sv, "tr"sv, "tw"sv,
                                "v"sv,  "w"sv,  "spr"sv, "y"sv,  "z"sv};
constexpr std::array kInnerOnsets = {"b"sv,
                                     "ch"sv,
                                     "d"sv,
                                     "f"sv,
                                     "g"sv,
                                     "j"sv,
                                     "l"sv,
                                     "m"sv,
                                     "n"sv,
                                     "p"sv,
                                     "r"sv,
                                     "s"sv,
                                     "t"sv,
                                     "v"sv,
                                     "sh"sv,
                                     "z"sv,
                                     "k"sv};
constexpr std::array kNuclei = {"a"sv,  "e"sv,  "i"sv,  "o"sv,  "u"sv,  "a"sv,  "e"sv,  "i"sv,
                                "o"sv,  "u"sv,  "ai"sv, "ee"sv, "ea"sv, "oa"sv, "oo"sv, "ou"sv,
                                "ow"sv, "oi"sv, "au"sv, "ar"sv, "er"sv, "or"sv, "ur"sv, "ie"sv};
constexpr std::array kLightCodas = {
    ""sv, ""sv, ""sv, ""sv, "d"sv, "k"sv, "l"sv, "m"sv, "n"sv, "p"sv, "s"sv, "t"sv, "b"sv};
constexpr std::array kCodas = {
    ""sv,    "b"sv,   "ck"sv,   "d"sv,    "ff"sv,   "g"sv,  "ll"sv, "m"sv,  "n"sv,   "p"sv,
    "r"sv,   "ss"sv,  "sh"sv,   "t"sv,    "th"sv,   "x"sv,  "nd"sv, "nt"sv, "nk"sv,  "ng"sv,
    "st"sv,  "sk"sv,  "mp"sv,   "lt"sv,   "ld"sv,   "ft"sv, "ct"sv, "ve"sv, "ze"sv,  "dge"sv,
    "tch"sv, "ble"sv, "tion"sv, "sion"sv, "sure"sv, "ly"sv, "y"sv,  "er"sv, "ing"sv, "ed"sv};

}  // namespace

std::string invented_word(const std::function<std::size_t(std::size_t)>& below) {
  const auto pick = [&](std::span<const std::string_view> parts) {
    return parts[below(parts.size())];
  };
  const std::size_t syllables = 1 + below(3);
  std::string word;
  for (std::size_t i = 0; i < syllables; ++i) {
    word += i == 0 ? pick(kOnsets) : pick(kInnerOnsets);
    const std::string_view nucleus = pick(kNuclei);
    word += nucleus;
    // "arng" would be read letter by letter.
    const bool light = i + 1 < syllables || nucleus.back() == 'r' || nucleus.back() == 'w';
    word += light ? pick(kLightCodas) : pick(kCodas);
  }
  return word;
}

}  // namespace melisma::models
