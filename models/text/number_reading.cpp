#include "models/text/number_reading.h"

#include <algorithm>
#include <array>

#include "models/text/normaliser_words.h"
#include "models/text/number_words.h"
#include "models/text/unit_words.h"

namespace melisma::models {
namespace {

using Reading = std::optional<std::string>;

/// A number as a part of something longer: four figures are a year.
std::string part_words(std::string_view number) {
  return small_number(number, 1100, 2099) ? year_words(number) : number_words(number);
}

/// Length of the number or range of numbers that `text` begins with.
std::size_t quantity_length(std::string_view text) {
  const std::size_t sign = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
  const std::size_t first = number_length(text.substr(sign));
  if (first == 0) {
    return 0;
  }
  const std::string_view rest = text.substr(sign + first);
  const std::size_t second = rest.starts_with('-') ? number_length(rest.substr(1)) : 0;
  return sign + first + (second == 0 ? 0 : second + 1);
}

/// Like "555-1234" (but "100-1500" is a range), "555-123-4567", "1-800-555-1234", "123-45-6789",
/// and all with many groups.
bool are_phone_groups(const std::vector<std::string_view>& groups) {
  std::string sizes;
  std::size_t figures = 0;
  for (const std::string_view group : groups) {
    sizes += std::to_string(group.size());
    figures += group.size();
  }
  const bool round = groups.front().ends_with('0') && groups.back().ends_with('0');
  return (sizes == "34" && !round) || sizes == "334" || sizes == "324" ||
         (groups.size() > 3 && figures > 6);
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

Reading read_ordinal(std::string_view word) {
  if (word.size() < 3) {
    return std::nullopt;
  }
  std::string figures(word.substr(0, word.size() - 2));
  const std::string ending = lower_case(word.substr(word.size() - 2));
  std::erase(figures, ',');
  const bool ordinal = ending == "st" || ending == "nd" || ending == "rd" || ending == "th";
  if (!ordinal || !all_digits(figures)) {
    return std::nullopt;
  }
  // The front end spells "thousandth", but says it where figures are written.
  std::string words = ordinal_words(figures);
  return words.ends_with("thousandth") ? figures + "th" : words;
}

Reading read_fraction(std::string_view word, bool whole) {
  const auto parts = split(word, '/');
  if (parts.size() != 2 || !all_digits(parts[0]) || !all_digits(parts[1])) {
    return std::nullopt;
  }
  if (small_number(parts[0], 1100, 2099) && parts[1].size() == 2) {
    return year_words(parts[0]) + " " + cardinal_words(parts[1]);  // a season, "2020/21"
  }
  const auto below = small_number(parts[1], 2, 100);
  const auto count = small_number(parts[0], 1, 99);
  // The front end spells "twelfths".
  if (!below || !count || *count > *below || (*below == 12 && *count > 1)) {
    return cardinal_words(parts[0]) + " over " + cardinal_words(parts[1]);
  }
  if (*count == *below) {
    return cardinal_words(parts[0]) + " out of " + cardinal_words(parts[1]);
  }
  const std::string part = *below == 2   ? "half"
                           : *below == 4 ? "quarter"
                                         : ordinal_words(std::to_string(*below));
  const std::string many = cardinal_words(parts[0]) + " " + part + (*count == 1 ? "" : "s");
  return !whole ? many : *count == 1 && *below < 5 ? "and a " + part : "and " + many;
}

Reading read_range(std::string_view word) {
  const std::size_t dash = word.find('-', 1);
  if (dash == std::string_view::npos || !is_number(word.substr(0, dash))) {
    return std::nullopt;
  }
  const std::string_view to = word.substr(dash + 1);
  return is_number(to) && !to.starts_with('+')
             ? Reading(part_words(word.substr(0, dash)) + " to " + part_words(to))
             : std::nullopt;
}

Reading read_quantity(std::string_view word, std::string_view unit) {
  const std::size_t length = quantity_length(word);
  const std::string_view attached = word.substr(length);
  const bool plural = attached == "s" && length > 2;  // "747s"
  if (length == 0 || plural || attached.empty() == unit.empty()) {
    return std::nullopt;
  }
  const std::string_view number = word.substr(0, length);
  const auto name = unit_name(attached.empty() ? unit : attached, number == "1");
  if (!name) {
    return std::nullopt;
  }
  return (is_number(number) ? number_words(number) : *read_range(number)) + " " + *name;
}

Reading read_digit_groups(std::string_view word) {
  const std::string sign = word.starts_with('+') ? "plus " : "";
  word.remove_prefix(sign.empty() ? 0 : 1);
  const auto groups = split(word, word.find('-') == std::string_view::npos ? '.' : '-');
  const bool dots = word.find('-') == std::string_view::npos;
  if (!std::ranges::all_of(groups, all_digits)) {
    return std::nullopt;
  }
  const bool long_one = groups.size() == 1 && word.size() > 6 && !sign.empty();
  if (!long_one && (!are_phone_groups(groups) || (dots && groups.size() != 3))) {
    return std::nullopt;
  }
  std::string words;
  for (const std::string_view group : groups) {
    words += words.empty() ? sign : ", ";
    words += digit_words(group);
  }
  return words;
}

Reading read_version(std::string_view word) {
  const std::string_view bare = word.substr(word.starts_with('v') ? 1 : 0);
  const auto parts = split(bare, '.');
  if (parts.size() < (bare.size() < word.size() ? 2 : 3) ||
      !std::ranges::all_of(parts, all_digits)) {
    return std::nullopt;
  }
  const bool address = parts.size() == 4;  // of a machine
  std::string text;
  for (const std::string_view part : parts) {
    text += text.empty() ? "" : address ? " dot " : " point ";
    text += address ? name_number_words(part) : cardinal_words(part);
  }
  return (bare.size() < word.size() ? "version " : "") + text;
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
  return all_digits(inches) ? Reading(cardinal_words(parts[0]) + " foot " + cardinal_words(inches))
                            : std::nullopt;
}

Reading read_ratio(std::string_view word) {
  const auto parts = split(word, ':');
  if (parts.size() != 2 || !all_digits(parts[0]) || !all_digits(parts[1])) {
    return std::nullopt;
  }
  if (parts[1].size() != 2) {
    return cardinal_words(parts[0]) + " to " + cardinal_words(parts[1]);
  }
  const bool nought = parts[1].front() == '0';
  return cardinal_words(parts[0]) + (nought ? " oh " : " ") +
         cardinal_words(parts[1].substr(nought ? 1 : 0));
}

}  // namespace melisma::models
