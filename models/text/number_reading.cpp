#include "models/text/number_reading.h"

#include <algorithm>
#include <array>
#include <vector>

#include "models/text/normaliser_words.h"

namespace melisma::models {
namespace {

using namespace std::string_view_literals;
using Reading = std::optional<std::string>;

constexpr std::array kMonths = {"January"sv,
                                "February"sv,
                                "March"sv,
                                "April"sv,
                                "May"sv,
                                "June"sv,
                                "July"sv,
                                "August"sv,
                                "September"sv,
                                "October"sv,
                                "November"sv,
                                "December"sv};
constexpr std::array kDecades = {"hundreds"sv,
                                 "tens"sv,
                                 "twenties"sv,
                                 "thirties"sv,
                                 "forties"sv,
                                 "fifties"sv,
                                 "sixties"sv,
                                 "seventies"sv,
                                 "eighties"sv,
                                 "nineties"sv};

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0;;) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    if (end == text.size()) {
      return parts;
    }
    begin = end + 1;
  }
}

/// Value of at most four figures, within bounds; none otherwise.
std::optional<int> small_number(std::string_view text, int least, int most) {
  if (!all_digits(text) || text.size() > 4) {
    return std::nullopt;
  }
  const int value = std::stoi(std::string(text));
  return value >= least && value <= most ? std::optional(value) : std::nullopt;
}

}  // namespace

std::size_t number_length(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size()) {
    const char c = text[length];
    const bool separator =
        (c == '.' || c == ',') && length + 1 < text.size() && is_digit(text[length + 1]);
    if (!is_digit(c) && !separator) {
      break;
    }
    ++length;
  }
  return length;
}

bool is_number(std::string_view word) {
  const std::string_view bare = word.substr(word.starts_with('-') || word.starts_with('+') ? 1 : 0);
  return !bare.empty() && number_length(bare) == bare.size();
}

Reading read_time(std::string_view word) {
  std::string half;
  const std::string plain = lower_case(word);
  if (plain.ends_with("am") || plain.ends_with("pm")) {
    half = plain.substr(plain.size() - 2);
    word.remove_suffix(2);
  }
  const auto parts = split(word, ':');
  if (parts.size() > 3 || !small_number(parts[0], 0, 24) || parts[0].size() > 2) {
    return std::nullopt;
  }
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (parts[i].size() != 2 || !small_number(parts[i], 0, 59)) {
      return std::nullopt;
    }
  }
  if (parts.size() == 1 && half.empty()) {
    return std::nullopt;
  }
  std::string text(parts[0]);
  if (parts.size() > 1) {
    text += ':';
    text += parts[1];
  }
  if (parts.size() == 3) {
    const int seconds = std::stoi(std::string(parts[2]));
    text += " and " + std::to_string(seconds) + (seconds == 1 ? " second" : " seconds");
  }
  if (!half.empty()) {
    text += ' ';
    text += half;
  }
  return text;
}

Reading read_date(std::string_view word) {
  const bool slashes = word.find('/') != std::string_view::npos;
  const auto parts = split(word, slashes ? '/' : '-');
  if (parts.size() != 3) {
    return std::nullopt;
  }
  const auto year = small_number(parts[slashes ? 2 : 0], 1000, 2999);
  auto month = small_number(parts[slashes ? 0 : 1], 1, 31);
  auto day = small_number(parts[slashes ? 1 : 2], 1, 31);
  if (month.value_or(0) > 12) {
    std::swap(month, day);
  }
  if (!year || !month || !day || *month > 12) {
    return std::nullopt;
  }
  return std::string(kMonths[static_cast<std::size_t>(*month - 1)]) + " " + std::to_string(*day) +
         ", " + std::to_string(*year);
}

Reading read_year(std::string_view word) {
  const auto year = small_number(word, 1100, 2099);
  if (!year || (*year >= 2000 && *year < 2010)) {
    return std::nullopt;
  }
  const int rest = *year % 100;
  std::string text = std::to_string(*year / 100);
  text += rest == 0 ? " hundred" : rest < 10 ? " oh " : " ";
  if (rest > 0) {
    text += std::to_string(rest);
  }
  return text;
}

Reading read_decade(std::string_view word) {
  if (word.starts_with('\'')) {
    word.remove_prefix(1);
  }
  if (!(word.ends_with("0s") && (word.size() == 3 || word.size() == 5)) ||
      !all_digits(word.substr(0, word.size() - 1))) {
    return std::nullopt;
  }
  const std::string century(word.size() == 5 ? word.substr(0, 2) : "");
  const auto tens = static_cast<std::size_t>(word[word.size() - 3] - '0');
  if (century == "20" && tens == 0) {
    return "two thousands";
  }
  if (century.empty() && tens < 2) {
    return std::nullopt;  // "10s" is a time
  }
  return (century.empty() ? "" : century + " ") + std::string(kDecades[tens]);
}

Reading read_fraction(std::string_view word, bool whole) {
  constexpr std::array kParts = {"half"sv,
                                 "third"sv,
                                 "quarter"sv,
                                 "fifth"sv,
                                 "sixth"sv,
                                 "seventh"sv,
                                 "eighth"sv,
                                 "ninth"sv,
                                 "tenth"sv};
  const auto parts = split(word, '/');
  if (parts.size() != 2 || !all_digits(parts[0]) || !all_digits(parts[1])) {
    return std::nullopt;
  }
  const std::string above(parts[0]);
  if (word == "24/7") {
    return "24 7";
  }
  const auto below = small_number(parts[1], 2, 10);
  const auto count = small_number(parts[0], 1, 20);
  if (!below || !count) {
    return above + " over " + std::string(parts[1]);
  }
  const std::string part(kParts[static_cast<std::size_t>(*below - 2)]);
  const std::string many = *below == 2 ? "halves" : part + "s";
  if (*count == 1) {
    return whole ? "and a " + part : "one " + part;
  }
  return (whole ? "and " : "") + above + " " + many;
}

Reading read_quantity(std::string_view word, std::string_view unit) {
  const std::size_t sign = word.starts_with('-') || word.starts_with('+') ? 1 : 0;
  const std::size_t length = sign + number_length(word.substr(sign));
  if (length == sign) {
    return std::nullopt;
  }
  const std::string_view number = word.substr(0, length);
  const std::string_view attached = word.substr(length);
  if (attached.empty() == unit.empty()) {
    return std::nullopt;
  }
  const auto name = unit_name(attached.empty() ? unit : attached, number == "1");
  return name ? Reading(std::string(number) + " " + *name) : std::nullopt;
}

Reading read_version(std::string_view word) {
  const std::string_view bare = word.substr(word.starts_with('v') ? 1 : 0);
  const auto parts = split(bare, '.');
  if (parts.size() < (bare.size() < word.size() ? 2 : 3) ||
      !std::ranges::all_of(parts, all_digits)) {
    return std::nullopt;
  }
  std::string text = bare.size() < word.size() ? "version " : "";
  for (std::size_t i = 0; i < parts.size(); ++i) {
    text += (i == 0 ? "" : " point ") + std::string(parts[i]);
  }
  return text;
}

Reading read_height(std::string_view word) {
  const auto parts = split(word, '\'');
  if (parts.size() != 2 || !all_digits(parts[0])) {
    return std::nullopt;
  }
  std::string_view inches = parts[1];
  if (inches.ends_with('"')) {
    inches.remove_suffix(1);
  }
  return all_digits(inches) ? Reading(std::string(parts[0]) + " foot " + std::string(inches))
                            : std::nullopt;
}

}  // namespace melisma::models
