#include "models/text/text_normaliser.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "models/text/address_reading.h"
#include "models/text/money_reading.h"
#include "models/text/normaliser_words.h"
#include "models/text/number_reading.h"

namespace melisma::models {
namespace {

/// A word between spaces: what is around it, and the word.
struct Token {
  std::string_view whole;
  std::string_view core;  // empty for a word of signs alone
  bool opens_bracket = false;
  std::string_view after;  // quotes, brackets and marks behind the core
};

constexpr std::string_view kBefore = "\"'([{*_`<";
constexpr std::string_view kAfter = "\"')]}*_`>.,;:!?";

Token token_of(std::string_view whole) {
  Token token{whole, whole, false, {}};
  const std::size_t begin = std::min(whole.find_first_not_of(kBefore), whole.size());
  const std::size_t last = whole.find_last_not_of(kAfter);
  const std::size_t end = last == std::string_view::npos || last < begin ? begin : last + 1;
  token.core = whole.substr(begin, end - begin);
  token.opens_bracket = whole.substr(0, begin).find_first_of("([{") != std::string_view::npos;
  token.after = whole.substr(end);
  return token;
}

bool has_words(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return is_letter(c) || is_digit(c); });
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
      text += " hashtag ";
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

class Normaliser {
 public:
  explicit Normaliser(std::string_view text) {
    for (std::size_t begin = text.find_first_not_of(' '); begin < text.size();) {
      const std::size_t end = std::min(text.find(' ', begin), text.size());
      tokens_.push_back(token_of(text.substr(begin, end - begin)));
      begin = text.find_first_not_of(' ', end);
    }
  }

  std::string run() {
    for (place_ = 0; place_ < tokens_.size(); ++place_) {
      const Token& token = tokens_[place_];
      if (!has_words(token.core)) {
        put_signs(token);
        continue;
      }
      if (token.opens_bracket) {
        put_comma();
      }
      used_next_ = false;
      used_stop_ = false;
      put_words(read(token));
      put_marks(token);
      if (used_next_) {
        ++place_;
        put_marks(tokens_[place_]);
      }
    }
    return std::move(text_);
  }

 private:
  [[nodiscard]] const Token* next() const {
    // A mark between the two keeps them apart.
    const bool apart = !tokens_[place_].after.empty() && tokens_[place_].after != ".";
    return place_ + 1 < tokens_.size() && !apart ? &tokens_[place_ + 1] : nullptr;
  }
  [[nodiscard]] std::string_view next_core() const {
    const Token* token = next();
    return token == nullptr || !tokens_[place_].after.empty() ? std::string_view() : token->core;
  }
  [[nodiscard]] bool after_number() const {
    return place_ > 0 && all_digits(tokens_[place_ - 1].whole);
  }

  std::string read(const Token& token) {
    if (auto reading = read_address(token.core)) {
      return *reading;
    }
    if (auto reading = read_abbreviation(token)) {
      return *reading;
    }
    if (auto reading = read_decade(token.core)) {
      return *reading;
    }
    if (auto reading = read_amount(token)) {
      return *reading;
    }
    for (const auto reader : {read_time, read_date, read_version, read_height, read_year}) {
      if (auto reading = reader(token.core)) {
        return *reading;
      }
    }
    if (auto reading = read_fraction(token.core, after_number())) {
      return *reading;
    }
    if (lower_case(token.core) == "and/or") {
      return "and or";
    }
    return name_signs(token.core);
  }

  std::optional<std::string> read_abbreviation(const Token& token) {
    const bool stop = token.after.starts_with('.');
    const Token* following = next();
    const bool number =
        following != nullptr && !following->core.empty() && is_digit(following->core.front());
    const auto meaning = abbreviation(token.core, stop, number);
    if (!meaning) {
      return std::nullopt;
    }
    used_stop_ = stop && place_ + 1 < tokens_.size();
    return std::string(*meaning);
  }

  /// Money and quantities, which may be two words.
  std::optional<std::string> read_amount(const Token& token) {
    const std::string_view following = next_core();
    const std::string_view magnitude = is_magnitude(following) ? following : std::string_view();
    if (auto reading = read_money(token.core, magnitude)) {
      used_next_ = !magnitude.empty() && reading->find(magnitude) != std::string::npos;
      return reading;
    }
    if (token.core == "EUR" || token.core == "GBP" || token.core == "JPY") {
      const auto reading = is_number(following)
                               ? read_money(std::string(token.core) + std::string(following), "")
                               : std::nullopt;
      used_next_ = reading.has_value();
      return reading ? *reading
                     : std::string(token.core == "EUR"   ? "euros"
                                   : token.core == "GBP" ? "pounds"
                                                         : "yen");
    }
    if (place_ > 0 && tokens_[place_ - 1].core == "degrees" && token.core.size() == 1) {
      return token.core == "C"   ? std::optional<std::string>("Celsius")
             : token.core == "F" ? std::optional<std::string>("Fahrenheit")
                                 : std::nullopt;
    }
    if (auto reading = read_quantity(token.core, following)) {
      used_next_ = is_number(token.core);
      return reading;
    }
    return read_quantity(token.core, "");
  }

  void put_words(std::string_view words) {
    for (std::size_t begin = words.find_first_not_of(' '); begin < words.size();) {
      const std::size_t end = std::min(words.find(' ', begin), words.size());
      text_ += text_.empty() ? "" : " ";
      text_ += words.substr(begin, end - begin);
      begin = words.find_first_not_of(' ', end);
    }
  }

  void put_comma() {
    if (!text_.empty() && (is_letter(text_.back()) || is_digit(text_.back()))) {
      text_ += ',';
    }
  }

  void put_marks(const Token& token) {
    std::string_view after = token.after;
    if (used_stop_ && after.starts_with('.')) {
      after.remove_prefix(1);
    }
    const std::size_t mark = after.find_first_of(".,;:!?");
    if (mark != std::string_view::npos) {
      const bool dots = after.substr(mark).starts_with("..");
      const bool last = place_ + 1 >= tokens_.size();
      text_ += dots && !last ? ',' : after[mark];
    } else if (after.find_first_of(")]}") != std::string_view::npos) {
      put_comma();
    }
  }

  /// A word of signs alone: names what has a name on its own; dashes, bars and the like make a
  /// short pause, marks go to the word before.
  void put_signs(const Token& token) {
    const std::string_view whole = token.whole;
    if (whole.size() == 1 && sign_name(whole[0])) {
      put_words(*sign_name(whole[0]));
      return;
    }
    const std::size_t mark = whole.find_first_of(".;:!?");
    if (mark != std::string_view::npos && !text_.empty() && is_letter(text_.back())) {
      text_ += whole.starts_with("..") && place_ + 1 < tokens_.size() ? ',' : whole[mark];
      return;
    }
    put_comma();
  }

  std::vector<Token> tokens_;
  std::size_t place_ = 0;
  bool used_next_ = false;  // the present word was read together with the next
  bool used_stop_ = false;  // its full stop belonged to an abbreviation
  std::string text_;
};

}  // namespace

std::string normalise_text(std::string_view text) {
  return Normaliser(text).run();
}

}  // namespace melisma::models
