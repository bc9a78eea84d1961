#include "models/text/acronym_reading.h"

#include <algorithm>
#include <array>

#include "models/text/normaliser_words.h"
#include "models/text/number_words.h"
#include "models/text/word_list.h"

namespace melisma::models {
namespace {

using namespace std::string_view_literals;

// The lexicon or its letter-to-sound rules make words of them.
constexpr std::array kSpelled = {
    "AI"sv,  "AP"sv,  "API"sv, "CEO"sv,  "CIO"sv, "CFO"sv, "COO"sv, "ECG"sv, "ER"sv,
    "EST"sv, "ETA"sv, "EU"sv,  "EV"sv,   "FAQ"sv, "ID"sv,  "IO"sv,  "IP"sv,  "IPA"sv,
    "IPO"sv, "IQ"sv,  "IRS"sv, "ISBN"sv, "IT"sv,  "LA"sv,  "LED"sv, "MA"sv,  "MIA"sv,
    "NGO"sv, "OMG"sv, "OS"sv,  "PA"sv,   "UAE"sv, "UFC"sv, "UFO"sv, "UI"sv,  "UN"sv,
    "URL"sv, "US"sv,  "UV"sv,  "UX"sv,   "VA"sv,  "VIP"sv, "IOS"sv};

// Roman numerals after these are numbers.
constexpr std::array kNumbered = {
    "chapter"sv, "part"sv,  "volume"sv,   "act"sv,   "scene"sv,    "book"sv,     "section"sv,
    "war"sv,     "title"sv, "article"sv,  "phase"sv, "appendix"sv, "type"sv,     "figure"sv,
    "table"sv,   "level"sv, "grade"sv,    "class"sv, "stage"sv,    "episode"sv,  "bowl"sv,
    "unit"sv,    "mark"sv,  "movement"sv, "verse"sv, "lesson"sv,   "division"sv, "symphony"sv};
// After these they are "the eighth".
constexpr std::array kRulers = {
    "Alexander"sv, "Alfonso"sv,   "Benedict"sv, "Carl"sv,      "Catherine"sv, "Charles"sv,
    "Christian"sv, "Clement"sv,   "Edward"sv,   "Elizabeth"sv, "Felipe"sv,    "Ferdinand"sv,
    "Francis"sv,   "Frederick"sv, "George"sv,   "Gregory"sv,   "Gustav"sv,    "Harald"sv,
    "Henry"sv,     "Innocent"sv,  "Ivan"sv,     "James"sv,     "Leo"sv,       "Leopold"sv,
    "Louis"sv,     "Mary"sv,      "Napoleon"sv, "Nicholas"sv,  "Otto"sv,      "Paul"sv,
    "Peter"sv,     "Philip"sv,    "Pius"sv,     "Ptolemy"sv,   "Ramses"sv,    "Richard"sv,
    "Sixtus"sv,    "Urban"sv,     "Victor"sv,   "Wilhelm"sv,   "William"sv,   "Xerxes"sv};

/// Value of a Roman numeral up to 89; 0 for anything else. "IIII" is none.
int roman_value(std::string_view word) {
  constexpr std::array kTens = {"LXXX"sv, "LXX"sv, "LX"sv, "XL"sv, "XXX"sv, "XX"sv, "X"sv, "L"sv};
  constexpr std::array kTensValues = {80, 70, 60, 40, 30, 20, 10, 50};
  constexpr std::array kOnes = {
      ""sv, "I"sv, "II"sv, "III"sv, "IV"sv, "V"sv, "VI"sv, "VII"sv, "VIII"sv, "IX"sv};
  const auto ones_of = [&](std::string_view rest) {
    return static_cast<int>(std::ranges::find(kOnes, rest) - kOnes.begin());
  };
  if (const int ones = ones_of(word); ones < 10) {
    return ones;
  }
  for (std::size_t i = 0; i < kTens.size(); ++i) {
    if (word.starts_with(kTens[i])) {
      const int ones = ones_of(word.substr(kTens[i].size()));
      if (ones < 10) {
        return kTensValues[i] + ones;
      }
    }
  }
  return 0;
}

bool has_vowel(std::string_view word) {
  return word.find_first_of("AEIOUY") != std::string_view::npos;
}

}  // namespace

bool all_capitals(std::string_view word) {
  return !word.empty() && std::ranges::all_of(word, [](char c) { return c >= 'A' && c <= 'Z'; });
}

std::string spell_letters(std::string_view capitals) {
  std::string text;
  for (const char c : capitals) {
    text += text.empty() ? "" : "-";
    text += c;
  }
  return text;
}

std::optional<std::string> read_acronym(std::string_view word) {
  if (contains(kSpelled, word)) {
    return spell_letters(word);
  }
  std::string_view stem = word;
  for (const std::string_view ending : {"'s"sv, "s"sv}) {
    if (stem.size() > ending.size() + 1 && stem.ends_with(ending)) {
      stem.remove_suffix(ending.size());
      break;
    }
  }
  if (stem.size() < word.size() && stem.size() <= 5 && all_capitals(stem) &&
      (contains(kSpelled, stem) || !has_vowel(stem))) {
    return spell_letters(stem) + "'s";
  }
  const auto parts = split(word, '&');
  if (parts.size() == 2 && std::ranges::all_of(parts, all_capitals)) {
    return spell_letters(parts[0]) + "-and-" + spell_letters(parts[1]);
  }
  return std::nullopt;
}

std::optional<std::string> read_roman_numeral(std::string_view before,
                                              std::string_view word,
                                              bool last) {
  const int value = roman_value(word);
  const bool numbered = contains(kNumbered, lower_case(before));
  if (value == 0 || (!numbered && !contains(kRulers, before))) {
    return std::nullopt;
  }
  if (word == "I" && !last && before != "War") {
    return "i";  // the pronoun, which the front end would take for a numeral here
  }
  const std::string figures = std::to_string(value);
  return numbered ? cardinal_words(figures) : "the " + ordinal_words(figures);
}

}  // namespace melisma::models
