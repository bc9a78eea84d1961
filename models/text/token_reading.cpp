#include "models/text/token_reading.h"

#include <algorithm>
#include <optional>

#include "models/text/acronym_reading.h"
#include "models/text/address_reading.h"
#include "models/text/figure_words.h"
#include "models/text/money_reading.h"
#include "models/text/normaliser_words.h"
#include "models/text/number_context.h"
#include "models/text/number_reading.h"
#include "models/text/time_reading.h"
#include "models/text/unit_words.h"

namespace melisma::models {
namespace {

using Reading = std::optional<std::string>;

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}

/// "#TwoWords" as "Two Words".
std::string hashtag_words(std::string_view tag) {
  std::string text;
  for (std::size_t i = 0; i < tag.size(); ++i) {
    const bool new_word = i > 0 && !is_lower(tag[i]) && is_lower(tag[i - 1]);
    text += new_word ? " " : "";
    text += tag[i];
  }
  return text;
}

/// Letters and figures of a word as they are, signs in it by name, what is only decoration as a
/// space.
std::string name_signs(std::string_view core) {
  std::string text;
  for (std::size_t i = 0; i < core.size(); ++i) {
    const char c = core[i];
    const bool inside = i > 0 && i + 1 < core.size();
    const bool figures = inside && is_digit(core[i - 1]) && is_digit(core[i + 1]);
    if (c == '#' && i > 0 && is_letter(core[i - 1])) {
      text += " sharp ";
    } else if (c == '#' && i + 1 < core.size() && is_letter(core[i + 1])) {
      return text + " hashtag " + hashtag_words(core.substr(i + 1));
    } else if (c == '*' && figures) {
      text += " times ";
    } else if (const auto name = sign_name(c)) {
      text += ' ';
      text += *name;
      text += ' ';
    } else if (is_letter(c) || is_digit(c) || c == '\'' || c == '-' || c == '.' || c == ',' ||
               c == ':' || c == '!' || c == '?') {
      text += c;
    } else {
      text += ' ';
    }
  }
  return text;
}

/// Capitals are no acronyms in a text that has no other letters.
bool is_shouted(std::span<const Token> tokens) {
  std::size_t words = 0;
  for (const Token& token : tokens) {
    if (std::ranges::any_of(token.core, is_lower)) {
      return false;
    }
    words += std::ranges::any_of(token.core, is_letter) ? 1 : 0;
  }
  return words > 2;
}

class TokenReader {
 public:
  TokenReader(std::span<const Token> tokens, std::size_t place)
      : tokens_(tokens), place_(place), token_(tokens[place]) {}

  TokenReading read() {
    result_.words = read_words();
    return std::move(result_);
  }

 private:
  /// The next word, if no mark but the stop of an abbreviation stands between.
  [[nodiscard]] const Token* next() const {
    const bool apart = !token_.after.empty() && token_.after != ".";
    return place_ + 1 < tokens_.size() && !apart ? &tokens_[place_ + 1] : nullptr;
  }
  [[nodiscard]] std::string_view next_core() const {
    const Token* token = next();
    return token == nullptr || !token_.after.empty() ? std::string_view() : token->core;
  }
  [[nodiscard]] std::string_view core_before() const {
    return place_ > 0 ? tokens_[place_ - 1].core : std::string_view();
  }

  std::string read_words() {
    using Reader = Reading (TokenReader::*)();
    for (const Reader reader : {&TokenReader::read_address_or_abbreviation,
                                &TokenReader::read_capitals,
                                &TokenReader::read_time_or_date,
                                &TokenReader::read_money_here,
                                &TokenReader::read_measure,
                                &TokenReader::read_number}) {
      if (auto reading = (this->*reader)()) {
        return *reading;
      }
    }
    return word_figures(name_signs(token_.core));
  }

  Reading read_address_or_abbreviation() {
    if (auto reading = read_address(token_.core)) {
      return reading;
    }
    const bool stop = token_.after.starts_with('.');
    const Token* following = next();
    const bool number =
        following != nullptr && !following->core.empty() && is_digit(following->core.front());
    const auto meaning = abbreviation(token_.core, stop, number);
    if (!meaning) {
      return std::nullopt;
    }
    result_.used_stop = stop && place_ + 1 < tokens_.size();
    return std::string(*meaning);
  }

  Reading read_capitals() {
    if (place_ > 0 && tokens_[place_ - 1].after.empty()) {
      if (auto reading = read_roman_numeral(core_before(), token_.core, next_core().empty())) {
        return reading;
      }
    }
    const std::string_view following = next_core();
    const bool state = token_.core.size() == 2 && following.size() == 5 && all_digits(following);
    return state || is_shouted(tokens_) ? std::nullopt : read_acronym(token_.core);
  }

  Reading read_time_or_date() {
    const auto half = half_of_day(next_core());
    if (auto reading = read_time(token_.core, half.has_value())) {
      if (half) {
        use_next();
        *reading += " " + *half;
      }
      return reading;
    }
    for (const auto reader : {read_decade, read_date}) {
      if (auto reading = reader(token_.core)) {
        return reading;
      }
    }
    return std::nullopt;
  }

  Reading read_money_here() {
    if (const std::size_t slash = token_.core.find('/'); slash != std::string_view::npos) {
      const auto reading = read_money(token_.core.substr(0, slash), "");
      const std::string_view per = token_.core.substr(slash + 1);
      if (!reading || per.empty() || !std::ranges::all_of(per, is_letter)) {
        return std::nullopt;
      }
      return *reading + " per " + unit_name(per, true).value_or(std::string(per));
    }
    const std::string_view following = next_core();
    const std::string_view magnitude = is_magnitude(following) ? following : std::string_view();
    if (auto reading = read_money(token_.core, magnitude)) {
      result_.used_next = !magnitude.empty() && reading->find(magnitude) != std::string::npos;
      return reading;
    }
    if (const auto currency = currency_name(token_.core)) {
      auto reading = is_number(following)
                         ? read_money(std::string(token_.core) + std::string(following), "")
                         : std::nullopt;
      result_.used_next = reading.has_value();
      return reading ? reading : currency;
    }
    if (is_number(token_.core) && currency_name(following)) {
      result_.used_next = true;
      return read_money(std::string(following) + std::string(token_.core), "");
    }
    return std::nullopt;
  }

  /// A number with its unit, the scale of degrees.
  Reading read_measure() {
    if (core_before() == "degrees" && token_.core.size() == 1) {
      return token_.core == "C"   ? Reading("Celsius")
             : token_.core == "F" ? Reading("Fahrenheit")
                                  : std::nullopt;
    }
    if (auto reading = read_quantity(token_.core, "")) {
      return reading;
    }
    auto reading = read_quantity(token_.core, unit_sign());
    if (reading) {
      use_next();
    }
    return reading;
  }

  Reading read_number() {
    if (auto reading = read_days(tokens_, place_)) {
      return reading;
    }
    if (auto reading = read_part_of_whole()) {
      return reading;
    }
    for (const auto reader : {read_digit_groups, read_version, read_height, read_range}) {
      if (auto reading = reader(token_.core)) {
        return reading;
      }
    }
    if (token_.core == "x" && is_number(core_before()) && is_number(next_core())) {
      return "times";
    }
    return is_number(token_.core) ? Reading(number_in_context(tokens_, place_)) : std::nullopt;
  }

  /// A fraction and its unit.
  Reading read_part_of_whole() {
    const bool whole = place_ > 0 && all_digits(tokens_[place_ - 1].whole);
    auto reading = read_fraction(token_.core, whole);
    const auto unit = reading ? unit_name(unit_sign(), !whole) : std::nullopt;
    if (unit) {
      const bool one = whole || reading->starts_with("one ");
      const bool vowel = std::string_view("aeiou").find(unit->front()) != std::string_view::npos;
      *reading += one ? " " + *unit : (vowel ? " of an " : " of a ") + *unit;
      use_next();
    }
    return reading;
  }

  /// The next word, which may be a unit of measure. "in" is one only with a stop.
  [[nodiscard]] std::string_view unit_sign() const {
    const std::string_view following = next_core();
    return following == "in" && next()->after.starts_with('.') ? "in." : following;
  }

  /// The next token is read with this one; a stop after it is its own if the sentence goes on.
  void use_next() {
    const Token& used = tokens_[place_ + 1];
    result_.used_next = true;
    result_.used_stop = used.after.starts_with('.') && place_ + 2 < tokens_.size();
  }

  std::span<const Token> tokens_;
  std::size_t place_;
  const Token& token_;
  TokenReading result_;
};

}  // namespace

TokenReading read_token(std::span<const Token> tokens, std::size_t place) {
  return TokenReader(tokens, place).read();
}

}  // namespace melisma::models
