#include "models/text/ascii_folding.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>

namespace melisma::models {
namespace {

using namespace std::string_view_literals;

// U+00C0 to U+017F.
constexpr char32_t kFirstLetter = 0xC0;
constexpr std::array kLetters = {
    "A"sv, "A"sv, "A"sv,  "A"sv,  "A"sv, "A"sv, "AE"sv, "C"sv,
    "E"sv, "E"sv, "E"sv,  "E"sv,  "I"sv, "I"sv, "I"sv,  "I"sv,
    "D"sv, "N"sv, "O"sv,  "O"sv,  "O"sv, "O"sv, "O"sv,  " times "sv,
    "O"sv, "U"sv, "U"sv,  "U"sv,  "U"sv, "Y"sv, "Th"sv, "ss"sv,
    "a"sv, "a"sv, "a"sv,  "a"sv,  "a"sv, "a"sv, "ae"sv, "c"sv,
    "e"sv, "e"sv, "e"sv,  "e"sv,  "i"sv, "i"sv, "i"sv,  "i"sv,
    "d"sv, "n"sv, "o"sv,  "o"sv,  "o"sv, "o"sv, "o"sv,  " divided by "sv,
    "o"sv, "u"sv, "u"sv,  "u"sv,  "u"sv, "y"sv, "th"sv, "y"sv,
    "A"sv, "a"sv, "A"sv,  "a"sv,  "A"sv, "a"sv, "C"sv,  "c"sv,
    "C"sv, "c"sv, "C"sv,  "c"sv,  "C"sv, "c"sv, "D"sv,  "d"sv,
    "D"sv, "d"sv, "E"sv,  "e"sv,  "E"sv, "e"sv, "E"sv,  "e"sv,
    "E"sv, "e"sv, "E"sv,  "e"sv,  "G"sv, "g"sv, "G"sv,  "g"sv,
    "G"sv, "g"sv, "G"sv,  "g"sv,  "H"sv, "h"sv, "H"sv,  "h"sv,
    "I"sv, "i"sv, "I"sv,  "i"sv,  "I"sv, "i"sv, "I"sv,  "i"sv,
    "I"sv, "i"sv, "IJ"sv, "ij"sv, "J"sv, "j"sv, "K"sv,  "k"sv,
    "k"sv, "L"sv, "l"sv,  "L"sv,  "l"sv, "L"sv, "l"sv,  "L"sv,
    "l"sv, "L"sv, "l"sv,  "N"sv,  "n"sv, "N"sv, "n"sv,  "N"sv,
    "n"sv, "n"sv, "Ng"sv, "ng"sv, "O"sv, "o"sv, "O"sv,  "o"sv,
    "O"sv, "o"sv, "OE"sv, "oe"sv, "R"sv, "r"sv, "R"sv,  "r"sv,
    "R"sv, "r"sv, "S"sv,  "s"sv,  "S"sv, "s"sv, "S"sv,  "s"sv,
    "S"sv, "s"sv, "T"sv,  "t"sv,  "T"sv, "t"sv, "T"sv,  "t"sv,
    "U"sv, "u"sv, "U"sv,  "u"sv,  "U"sv, "u"sv, "U"sv,  "u"sv,
    "U"sv, "u"sv, "U"sv,  "u"sv,  "W"sv, "w"sv, "Y"sv,  "y"sv,
    "Y"sv, "Z"sv, "z"sv,  "Z"sv,  "z"sv, "Z"sv, "z"sv,  "s"sv};
static_assert(kLetters.size() == 0x180 - kFirstLetter);

struct Sign {
  char32_t character;
  std::string_view reading;
};

// In order of character.
constexpr std::array kSigns = {
    Sign{0xA0, " "},
    Sign{0xA1, ""},
    Sign{0xA2, " cents"},
    Sign{0xA3, "GBP"},
    Sign{0xA5, "JPY"},
    Sign{0xA6, "|"},
    Sign{0xA7, " section "},
    Sign{0xA9, " copyright "},
    Sign{0xAA, "a"},
    Sign{0xAB, "\""},
    Sign{0xAD, ""},
    Sign{0xAE, " registered "},
    Sign{0xB0, " degrees "},
    Sign{0xB1, " plus or minus "},
    Sign{0xB2, " squared"},
    Sign{0xB3, " cubed"},
    Sign{0xB4, "'"},
    Sign{0xB5, " micro"},
    Sign{0xB6, " paragraph "},
    Sign{0xB7, " "},
    Sign{0xB9, "1"},
    Sign{0xBA, "o"},
    Sign{0xBB, "\""},
    Sign{0xBC, " 1/4"},
    Sign{0xBD, " 1/2"},
    Sign{0xBE, " 3/4"},
    Sign{0xBF, ""},
    Sign{0x192, "f"},
    Sign{0x218, "S"},
    Sign{0x219, "s"},
    Sign{0x21A, "T"},
    Sign{0x21B, "t"},
    Sign{0x2BC, "'"},
    Sign{0x1E9E, "SS"},
    Sign{0x2010, "-"},
    Sign{0x2011, "-"},
    Sign{0x2012, "-"},
    Sign{0x2013, "-"},
    Sign{0x2014, " -- "},
    Sign{0x2015, " -- "},
    Sign{0x2018, "'"},
    Sign{0x2019, "'"},
    Sign{0x201A, "'"},
    Sign{0x201B, "'"},
    Sign{0x201C, "\""},
    Sign{0x201D, "\""},
    Sign{0x201E, "\""},
    Sign{0x201F, "\""},
    Sign{0x2022, " -- "},
    Sign{0x2026, "..."},
    Sign{0x2028, "\n"},
    Sign{0x2029, "\n\n"},
    Sign{0x202F, " "},
    Sign{0x2030, " per mille"},
    Sign{0x2032, "'"},
    Sign{0x2033, "\""},
    Sign{0x2039, "\""},
    Sign{0x203A, "\""},
    Sign{0x2044, "/"},
    Sign{0x2070, " to the power of 0"},
    Sign{0x20AC, "EUR"},
    Sign{0x2103, " degrees C"},
    Sign{0x2109, " degrees F"},
    Sign{0x2116, " number "},
    Sign{0x2122, " trademark "},
    Sign{0x2153, " 1/3"},
    Sign{0x2154, " 2/3"},
    Sign{0x215B, " 1/8"},
    Sign{0x2190, " from "},
    Sign{0x2192, " to "},
    Sign{0x2212, "-"},
    Sign{0x2248, " about "},
    Sign{0x2260, " is not "},
    Sign{0x2264, " at most "},
    Sign{0x2265, " at least "},
    Sign{0x266D, " flat "},
    Sign{0x266F, " sharp "},
    Sign{0x3000, " "},
    Sign{0xFB00, "ff"},
    Sign{0xFB01, "fi"},
    Sign{0xFB02, "fl"},
    Sign{0xFB03, "ffi"},
    Sign{0xFB04, "ffl"},
};
static_assert(std::ranges::is_sorted(kSigns, {}, &Sign::character));

bool is_invisible(char32_t c) {
  return (c >= 0x300 && c <= 0x36F) || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2064) ||
         (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF || c == '\r';
}

bool is_wide_space(char32_t c) {
  return c >= 0x2000 && c <= 0x200A;
}

/// How a character is written in ASCII; none if it cannot be.
std::optional<std::string_view> reading_of(char32_t c) {
  if (is_invisible(c)) {
    return ""sv;
  }
  if (is_wide_space(c) || c == '\t' || c == '\f' || c == '\v') {
    return " "sv;
  }
  if (c >= kFirstLetter && c < kFirstLetter + kLetters.size()) {
    return kLetters[c - kFirstLetter];
  }
  const auto* const found = std::ranges::lower_bound(kSigns, c, {}, &Sign::character);
  if (found != kSigns.end() && found->character == c) {
    return found->reading;
  }
  return std::nullopt;
}

/// The character at `place`, which is moved past it.
char32_t decode(std::string_view text, std::size_t& place) {
  const auto first = static_cast<unsigned char>(text[place++]);
  if (first < 0x80) {
    return first;
  }
  const int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
  char32_t character = first & (0x3FU >> static_cast<unsigned>(more));
  for (int i = 0; i < more && place < text.size(); ++i) {
    character = (character << 6U) | (static_cast<unsigned char>(text[place++]) & 0x3FU);
  }
  return character;
}

std::string encode(char32_t c) {
  if (c < 0x80) {
    return {static_cast<char>(c)};
  }
  const auto tail = [](char32_t bits) { return static_cast<char>(0x80U | (bits & 0x3FU)); };
  if (c < 0x800) {
    return {static_cast<char>(0xC0U | (c >> 6U)), tail(c)};
  }
  if (c < 0x10000) {
    return {static_cast<char>(0xE0U | (c >> 12U)), tail(c >> 6U), tail(c)};
  }
  return {static_cast<char>(0xF0U | (c >> 18U)), tail(c >> 12U), tail(c >> 6U), tail(c)};
}

}  // namespace

std::string fold_to_ascii(std::string_view text, UnreadableCharacters& unreadable) {
  std::string folded;
  folded.reserve(text.size());
  for (std::size_t place = 0; place < text.size();) {
    const char32_t c = decode(text, place);
    if ((c >= 0x20 && c < 0x7F) || c == '\n') {
      folded += static_cast<char>(c);
    } else if (const auto reading = reading_of(c)) {
      folded += *reading;
    } else {
      ++unreadable[c];
      folded += ' ';
    }
  }
  return folded;
}

std::string describe(const UnreadableCharacters& unreadable) {
  constexpr std::size_t kMost = 12;
  std::string text;
  std::size_t shown = 0;
  for (const auto& [character, count] : unreadable) {
    if (shown == kMost) {
      return text + " and " + std::to_string(unreadable.size() - kMost) + " others";
    }
    char code[32];
    std::snprintf(code, sizeof code, "U+%04X", static_cast<unsigned>(character));
    // Control characters would disturb the terminal.
    const bool visible = character >= 0xA0;
    text += (shown == 0 ? "" : ", ") + (visible ? encode(character) + " (" + code : code);
    text += count > 1 ? (visible ? ", " : " (") + std::to_string(count) + " times)"
                      : (visible ? ")" : "");
    ++shown;
  }
  return text;
}

}  // namespace melisma::models
