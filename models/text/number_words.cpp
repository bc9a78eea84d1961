#include "models/text/number_words.h"

#include <algorithm>
#include <array>

#include "models/text/normaliser_words.h"

namespace melisma::models {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kMostFigures = 15;

constexpr std::array kSmall = {"zero"sv,    "one"sv,     "two"sv,       "three"sv,    "four"sv,
                               "five"sv,    "six"sv,     "seven"sv,     "eight"sv,    "nine"sv,
                               "ten"sv,     "eleven"sv,  "twelve"sv,    "thirteen"sv, "fourteen"sv,
                               "fifteen"sv, "sixteen"sv, "seventeen"sv, "eighteen"sv, "nineteen"sv};
constexpr std::array kTens = {""sv,
                              ""sv,
                              "twenty"sv,
                              "thirty"sv,
                              "forty"sv,
                              "fifty"sv,
                              "sixty"sv,
                              "seventy"sv,
                              "eighty"sv,
                              "ninety"sv};
constexpr std::array kGroups = {""sv, " thousand"sv, " million"sv, " billion"sv, " trillion"sv};

struct Ordinal {
  std::string_view cardinal;
  std::string_view ordinal;
};
constexpr std::array kOrdinals = {Ordinal{"one", "first"},
                                  Ordinal{"two", "second"},
                                  Ordinal{"three", "third"},
                                  Ordinal{"five", "fifth"},
                                  Ordinal{"eight", "eighth"},
                                  Ordinal{"nine", "ninth"},
                                  Ordinal{"twelve", "twelfth"}};

/// 1 to 99.
std::string two_figures(std::size_t value) {
  if (value < kSmall.size()) {
    return std::string(kSmall[value]);
  }
  const std::string tens(kTens[value / 10]);
  return value % 10 == 0 ? tens : tens + " " + std::string(kSmall[value % 10]);
}

/// 1 to 999.
std::string three_figures(std::size_t value) {
  if (value < 100) {
    return two_figures(value);
  }
  const std::string hundreds = std::string(kSmall[value / 100]) + " hundred";
  return value % 100 == 0 ? hundreds : hundreds + " " + two_figures(value % 100);
}

std::size_t value_of(std::string_view figures) {
  return static_cast<std::size_t>(std::stoull(std::string(figures)));
}

/// The last two figures of a year, a flight or a room.
std::string second_pair(std::string_view figures) {
  const std::size_t value = value_of(figures);
  return value == 0 ? "hundred" : value < 10 ? "oh " + two_figures(value) : two_figures(value);
}

/// Where the commas part groups of three: "1,234" but not "1,23".
bool grouped(std::string_view whole) {
  std::size_t comma = whole.find(',');
  if (comma == 0 || comma > 3) {
    return comma == std::string_view::npos;
  }
  while (comma != std::string_view::npos) {
    const std::size_t next = std::min(whole.find(',', comma + 1), whole.size());
    if (next - comma != 4) {
      return false;
    }
    comma = next == whole.size() ? std::string_view::npos : next;
  }
  return true;
}

/// Without sign: "1,234.56".
std::string unsigned_words(std::string_view number) {
  const std::size_t point = number.find('.');
  const std::string_view whole = number.substr(0, point);
  if (!grouped(whole)) {
    const std::size_t comma = number.find(',');
    return comma == 0 ? unsigned_words(number.substr(1))
                      : unsigned_words(number.substr(0, comma)) + ", " +
                            unsigned_words(number.substr(comma + 1));
  }
  std::string figures(whole);
  std::erase(figures, ',');
  std::string words = figures.empty() ? "" : cardinal_words(figures);
  if (point != std::string_view::npos) {
    words += (words.empty() ? "" : " ") + std::string("point");
    for (const char c : number.substr(point + 1)) {
      words += is_digit(c) ? " " + digit_words({&c, 1}) : std::string(c == '.' ? " point" : "");
    }
  }
  return words;
}

}  // namespace

std::string cardinal_words(std::string_view figures) {
  const bool leading_nought = figures.size() > 1 && figures.front() == '0';
  if (leading_nought || figures.size() > kMostFigures) {
    return digit_words(figures);
  }
  std::size_t value = value_of(figures);
  if (value == 0) {
    return std::string(kSmall[0]);
  }
  std::string words;
  for (const std::string_view group : kGroups) {
    if (value % 1000 != 0) {
      words = three_figures(value % 1000) + std::string(group) + (words.empty() ? "" : " ") + words;
    }
    value /= 1000;
  }
  return words;
}

std::string ordinal_words(std::string_view figures) {
  std::string words = cardinal_words(figures);
  const std::size_t last = words.rfind(' ') + 1;  // 0 where there is one word
  const std::string word = words.substr(last);
  words.erase(last);
  const auto* const found = std::ranges::find(kOrdinals, word, &Ordinal::cardinal);
  if (found != kOrdinals.end()) {
    return words + std::string(found->ordinal);
  }
  return words + (word.ends_with('y') ? word.substr(0, word.size() - 1) + "ieth" : word + "th");
}

std::string digit_words(std::string_view figures) {
  std::string words;
  for (const char c : figures) {
    words += words.empty() ? "" : " ";
    words += kSmall[static_cast<std::size_t>(c - '0')];
  }
  return words;
}

std::string year_words(std::string_view figures) {
  const bool round_thousand = figures.size() == 4 && figures[1] == '0' && figures[2] == '0';
  if (figures.size() != 4 || figures.front() == '0' || round_thousand) {
    return cardinal_words(figures);
  }
  return cardinal_words(figures.substr(0, 2)) + " " + second_pair(figures.substr(2));
}

std::string name_number_words(std::string_view figures) {
  if (figures.size() == 3 && figures.front() != '0') {
    return cardinal_words(figures.substr(0, 1)) + " " + second_pair(figures.substr(1));
  }
  return figures.size() == 4  ? year_words(figures)
         : figures.size() > 4 ? digit_words(figures)
                              : cardinal_words(figures);
}

std::string number_words(std::string_view number) {
  const std::string sign = number.starts_with('-')   ? "minus "
                           : number.starts_with('+') ? "plus "
                                                     : "";
  return sign + unsigned_words(number.substr(sign.empty() ? 0 : 1));
}

std::string plural_number(std::string words) {
  if (words.ends_with('y')) {
    words.pop_back();
    return words + "ies";
  }
  return words + (words.ends_with('x') ? "es" : "s");
}

}  // namespace melisma::models
