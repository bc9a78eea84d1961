#include "models/text/number_context.h"

#include <algorithm>
#include <array>
#include <optional>

#include "models/text/acronym_reading.h"
#include "models/text/normaliser_words.h"
#include "models/text/number_words.h"
#include "models/text/time_reading.h"
#include "models/text/unit_words.h"
#include "models/text/word_list.h"

namespace melisma::models {
namespace {

using namespace std::string_view_literals;

constexpr std::array kBeforeYears = {"in"sv,
                                     "since"sv,
                                     "year"sv,
                                     "circa"sv,
                                     "the"sv,
                                     "summer"sv,
                                     "autumn"sv,
                                     "winter"sv,
                                     "spring"sv,
                                     "fall"sv,
                                     "early"sv,
                                     "late"sv,
                                     "mid"sv};
constexpr std::array kBeforeCounts = {
    "nearly"sv, "almost"sv, "only"sv, "exactly"sv, "than"sv, "costs"sv, "another"sv};
constexpr std::array kCounted = {"people"sv,
                                 "men"sv,
                                 "women"sv,
                                 "children"sv,
                                 "feet"sv,
                                 "sheep"sv,
                                 "percent"sv,
                                 "mice"sv,
                                 "geese"sv,
                                 "times"sv,
                                 "dollars"sv,
                                 "degrees"sv,
                                 "fish"sv};
constexpr std::array kNotCounted = {
    "was"sv, "is"sv,        "as"sv,      "has"sv,    "his"sv,   "its"sv,    "this"sv, "does"sv,
    "us"sv,  "plus"sv,      "yes"sv,     "minus"sv,  "thus"sv,  "always"sv, "vs"sv,   "versus"sv,
    "was"sv, "sometimes"sv, "perhaps"sv, "equals"sv, "comes"sv, "marks"sv,  "seems"sv};
constexpr std::array kBeforeNames = {"room"sv,
                                     "flight"sv,
                                     "highway"sv,
                                     "route"sv,
                                     "interstate"sv,
                                     "boeing"sv,
                                     "airbus"sv,
                                     "apartment"sv,
                                     "suite"sv};
constexpr std::array kBeforeFigures = {"call"sv,
                                       "dial"sv,
                                       "code"sv,
                                       "pin"sv,
                                       "zip"sv,
                                       "phone"sv,
                                       "telephone"sv,
                                       "tel"sv,
                                       "fax"sv,
                                       "serial"sv,
                                       "extension"sv,
                                       "password"sv};

bool names_month(std::string_view word) {
  const auto meaning = abbreviation(word, true, true);
  return is_month(word) || (meaning && is_month(*meaning));
}

/// A number among its neighbours.
class NumberContext {
 public:
  NumberContext(std::span<const Token> tokens, std::size_t place)
      : tokens_(tokens), place_(place), number_(tokens[place].core) {
    const bool marked = place + 1 < tokens.size() && tokens[place].after.empty();
    next_ = marked ? tokens[place + 1].core : std::string_view();
    const bool joined =
        place > 0 && (tokens[place - 1].after.empty() || tokens[place - 1].after == "." ||
                      tokens[place - 1].after == ":");
    before_ = joined ? tokens[place - 1].core : std::string_view();
  }

  [[nodiscard]] std::string words() const {
    if (!all_digits(number_)) {
      return number_words(number_);
    }
    const std::string before = lower_case(before_);
    const bool state = before_.size() == 2 && all_capitals(before_) && number_.size() == 5;
    if (in_phone_number() || state || (contains(kBeforeFigures, before) && number_.size() > 4)) {
      return digit_words(number_);
    }
    if (const auto day = small_number(number_, 1, 31)) {
      if (names_month(before_) && !counts()) {
        return ordinal_words(std::to_string(*day));
      }
      if (names_month(next_)) {
        return (before == "the" ? "" : "the ") + ordinal_words(std::to_string(*day)) + " of";
      }
    }
    if (contains(kBeforeNames, before)) {
      return name_number_words(number_);
    }
    return is_year() ? year_words(number_) : cardinal_words(number_);
  }

 private:
  /// The next word is what there are so many of.
  [[nodiscard]] bool counts() const {
    if (next_.empty() || next_.front() < 'a' || next_.front() > 'z') {
      return unit_name(next_, false).has_value();
    }
    const bool plural = next_.size() > 2 && next_.ends_with('s') && !next_.ends_with("ss") &&
                        !next_.ends_with("'s") && !contains(kNotCounted, next_);
    return plural || contains(kCounted, next_) || unit_name(next_, false).has_value();
  }

  [[nodiscard]] bool is_year() const {
    const std::string before = lower_case(before_);
    const bool first_words = before_ == "In" || before_ == "Since";
    if (contains(kBeforeYears, before) || names_month(before_)) {
      return small_number(number_, 1000, 2999) && (first_words || before == "the" || !counts());
    }
    return small_number(number_, 1100, 2099) && !counts() && !contains(kBeforeCounts, before);
  }

  /// In a run of groups like "555 123 4567", "(555) 123-4567" or "+44 20 7946 0958".
  [[nodiscard]] bool in_phone_number() const {
    std::size_t first = place_;
    while (first > 0 && all_digits(tokens_[first].core) && all_digits(tokens_[first - 1].core) &&
           tokens_[first - 1].after.find_first_of(",.;:!?") == std::string_view::npos) {
      --first;
    }
    if (first > 0 && first < place_ + 1 && tokens_[first - 1].core.starts_with('+') &&
        tokens_[first - 1].after.empty()) {
      return all_digits(tokens_[first - 1].core.substr(1)) && number_.size() > 1;
    }
    std::string sizes;
    for (std::size_t i = first; i < tokens_.size(); ++i) {
      const std::string_view core = tokens_[i].core;
      const bool dashed = core.size() == 8 && core[3] == '-' && all_digits(core.substr(4));
      if (!all_digits(core) && !dashed) {
        break;
      }
      sizes += dashed ? "34" : std::to_string(core.size());
      if (tokens_[i].after.find_first_of(",.;:!?") != std::string_view::npos) {
        break;
      }
    }
    return sizes == "334" || sizes == "34" || sizes == "1334";
  }

  std::span<const Token> tokens_;
  std::size_t place_;
  std::string_view number_;
  std::string_view before_;  // the word before, if no mark stands between
  std::string_view next_;
};

}  // namespace

std::string number_in_context(std::span<const Token> tokens, std::size_t place) {
  return NumberContext(tokens, place).words();
}

std::optional<std::string> read_days(std::span<const Token> tokens, std::size_t place) {
  const std::string_view core = tokens[place].core;
  if (place > 0 && tokens[place - 1].core == "on" && core.find('/') != std::string_view::npos) {
    const auto date = read_date(std::string(core) + "/2000");
    return date ? std::optional(date->substr(0, date->find(','))) : std::nullopt;
  }
  const auto days = split(core, '-');
  const bool month = place > 0 && names_month(tokens[place - 1].core);
  if (!month || days.size() != 2 || !small_number(days[0], 1, 31) ||
      !small_number(days[1], 1, 31)) {
    return std::nullopt;
  }
  return ordinal_words(days[0]) + " to " + ordinal_words(days[1]);
}

}  // namespace melisma::models
