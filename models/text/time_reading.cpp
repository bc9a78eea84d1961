#include "models/text/time_reading.h"

#include <algorithm>
#include <array>

#include "models/text/normaliser_words.h"
#include "models/text/number_words.h"
#include "models/text/word_list.h"

namespace melisma::models {
namespace {

using namespace std::string_view_literals;
using Reading = std::optional<std::string>;

/// "00" is nothing, "05" "oh five".
std::string minute_words(int minute) {
  return minute == 0 ? "" : (minute < 10 ? " oh " : " ") + cardinal_words(std::to_string(minute));
}

/// One time, "10:30:15" or "10:30am"; a bare number only with `half_follows`.
Reading read_one_time(std::string_view word, bool half_follows) {
  std::string half;
  if (word.size() > 2 && half_of_day(word.substr(word.size() - 2))) {
    half = *half_of_day(word.substr(word.size() - 2));
    word.remove_suffix(2);
  }
  const auto parts = split(word, ':');
  const auto hour = small_number(parts[0], 0, 24);
  if (parts.size() > 3 || !hour || parts[0].size() > 2) {
    return std::nullopt;
  }
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (parts[i].size() != 2 || !small_number(parts[i], 0, 59)) {
      return std::nullopt;
    }
  }
  const bool in_half = half_follows || !half.empty();
  if (parts.size() == 1 && !in_half) {
    return std::nullopt;
  }
  const int minute = parts.size() > 1 ? *small_number(parts[1], 0, 59) : 0;
  std::string text = cardinal_words(std::to_string(*hour));
  if (minute == 0 && !in_half) {
    text += *hour == 0 || *hour > 12 ? " hundred" : parts.size() == 2 ? " o'clock" : "";
  }
  text += minute_words(minute);
  if (parts.size() == 3) {
    const int second = *small_number(parts[2], 0, 59);
    text +=
        " and " + cardinal_words(std::to_string(second)) + (second == 1 ? " second" : " seconds");
  }
  return text + (half.empty() ? "" : " " + half);
}

struct Date {
  std::optional<int> year;
  std::optional<int> month;
  std::optional<int> day;
};

std::optional<int> full_year(std::string_view figures) {
  constexpr int kFirstOfThisCentury = 70;  // "69" is 2069, "70" 1970
  if (figures.size() == 2) {
    const auto year = small_number(figures, 0, 99);
    return year ? std::optional(*year + (*year < kFirstOfThisCentury ? 2000 : 1900)) : year;
  }
  return small_number(figures, 1000, 2999);
}

}  // namespace

bool is_month(std::string_view word) {
  return contains(kMonthNames, word);
}

Reading half_of_day(std::string_view word) {
  const std::string plain = lower_case(word);
  return plain == "am" || plain == "a.m"   ? Reading("A-M")
         : plain == "pm" || plain == "p.m" ? Reading("pm")
                                           : std::nullopt;
}

Reading read_time(std::string_view word, bool half_follows) {
  const std::size_t dash = word.find('-');
  if (dash == std::string_view::npos) {
    return read_one_time(word, half_follows);
  }
  // "5-6pm", "10:30-11": one of the two says that both are times.
  const std::string_view from = word.substr(0, dash);
  const std::string_view to = word.substr(dash + 1);
  const bool times = read_one_time(from, false) || read_one_time(to, false) || half_follows;
  const auto begin = read_one_time(from, true);
  const auto end = read_one_time(to, true);
  return times && begin && end ? Reading(*begin + " to " + *end) : std::nullopt;
}

Reading read_date(std::string_view word) {
  const char separator = word.find('/') != std::string_view::npos   ? '/'
                         : word.find('-') != std::string_view::npos ? '-'
                                                                    : '.';
  const auto parts = split(word, separator);
  if (parts.size() != 3) {
    return std::nullopt;
  }
  const bool year_first = parts[0].size() == 4;
  if (!year_first && (separator == '-' ? parts[2].size() != 4 : parts[2].size() == 3)) {
    return std::nullopt;
  }
  if (separator == '.' && (year_first || parts[2].size() != 4)) {
    return std::nullopt;  // rather a version
  }
  Date date{full_year(parts[year_first ? 0 : 2]),
            small_number(parts[year_first ? 1 : 0], 1, 31),
            small_number(parts[year_first ? 2 : 1], 1, 31)};
  if (date.month.value_or(0) > 12 || separator == '.') {
    std::swap(date.month, date.day);
  }
  if (!date.year || !date.month || !date.day || *date.month > 12) {
    return std::nullopt;
  }
  return std::string(kMonthNames[static_cast<std::size_t>(*date.month - 1)]) + " " +
         ordinal_words(std::to_string(*date.day)) + ", " + year_words(std::to_string(*date.year));
}

Reading read_decade(std::string_view word) {
  if (word.starts_with('\'')) {
    word.remove_prefix(1);
  }
  const std::size_t figures = word.find_first_not_of("0123456789");
  if (figures == std::string_view::npos || (figures != 2 && figures != 4) ||
      word[figures - 1] != '0' || (word.substr(figures) != "s" && word.substr(figures) != "'s")) {
    return std::nullopt;
  }
  const bool century = figures == 4;
  if (!century && word.front() < '2') {
    return std::nullopt;  // "10s" is a time
  }
  if (century && (word.front() < '1' || word.front() > '2')) {
    return std::nullopt;
  }
  return plural_number(century ? year_words(word.substr(0, 4)) : cardinal_words(word.substr(0, 2)));
}

}  // namespace melisma::models
