#include "models/text/money_reading.h"

#include <algorithm>
#include <array>

#include "models/text/normaliser_words.h"
#include "models/text/number_reading.h"
#include "models/text/number_words.h"

namespace melisma::models {
namespace {

using namespace std::string_view_literals;

struct Currency {
  std::string_view sign;
  std::string_view one;
  std::string_view many;
  std::string_view cent;
  std::string_view cents;
};
constexpr std::array kCurrencies = {Currency{"US$", "dollar", "dollars", "cent", "cents"},
                                    Currency{"USD", "dollar", "dollars", "cent", "cents"},
                                    Currency{"CHF", "franc", "francs", "centime", "centimes"},
                                    Currency{"$", "dollar", "dollars", "cent", "cents"},
                                    Currency{"EUR", "euro", "euros", "cent", "cents"},
                                    Currency{"GBP", "pound", "pounds", "penny", "pence"},
                                    Currency{"JPY", "yen", "yen", "sen", "sen"}};

std::string without_commas(std::string_view number) {
  std::string plain(number);
  std::erase(plain, ',');
  return plain.starts_with('.') ? "0" + plain : plain;
}

std::string_view magnitude_of_suffix(std::string_view suffix) {
  const std::string plain = lower_case(suffix);
  return plain == "k"                     ? "thousand"sv
         : plain == "m" || plain == "mn"  ? "million"sv
         : plain == "b" || plain == "bn"  ? "billion"sv
         : plain == "t" || plain == "trn" ? "trillion"sv
                                          : ""sv;
}

std::string money_words(const Currency& currency,
                        const std::string& amount,
                        std::string_view magnitude) {
  if (!magnitude.empty()) {
    return number_words(amount) + " " + std::string(magnitude) + " " + std::string(currency.many);
  }
  const auto point = amount.find('.');
  const std::string whole = amount.substr(0, point);
  const std::string units =
      cardinal_words(whole) + " " + std::string(whole == "1" ? currency.one : currency.many);
  if (point == std::string::npos) {
    return units;
  }
  const std::string decimals = amount.substr(point + 1);
  if (decimals.size() != 2) {
    return number_words(amount) + " " + std::string(currency.many);
  }
  const int cents = std::stoi(decimals);
  const std::string small = cardinal_words(std::to_string(cents)) + " " +
                            std::string(cents == 1 ? currency.cent : currency.cents);
  const bool none = whole.find_first_not_of('0') == std::string::npos;
  return cents == 0 ? units : none ? small : units + " " + small;
}

/// "$5-10" and "$5-$10".
std::optional<std::string> read_range_of_money(std::string_view from,
                                               std::string_view to,
                                               std::string_view magnitude) {
  if (!read_money(from, "")) {
    return std::nullopt;
  }
  if (const auto end = read_money(to, magnitude)) {
    return *read_money(from, "") + " to " + *end;
  }
  const std::size_t figures = from.find_first_of("0123456789.");
  const std::size_t length = number_length(from.substr(figures));
  const auto end = read_money(std::string(from.substr(0, figures)) + std::string(to), magnitude);
  return end ? std::optional(number_words(from.substr(figures, length)) + " to " + *end)
             : std::nullopt;
}

}  // namespace

bool is_magnitude(std::string_view word) {
  const std::string plain = lower_case(word);
  return plain == "million" || plain == "billion" || plain == "thousand" || plain == "trillion";
}

std::optional<std::string> currency_name(std::string_view word) {
  const auto* const found = std::ranges::find(kCurrencies, word, &Currency::sign);
  return found == kCurrencies.end() || word.ends_with('$')
             ? std::nullopt
             : std::optional(std::string(found->many));
}

std::optional<std::string> read_money(std::string_view word, std::string_view magnitude) {
  if (const std::size_t dash = word.find('-', 1); dash != std::string_view::npos) {
    const std::string_view rest = word.substr(dash + 1);
    return is_magnitude(rest) ? read_money(word.substr(0, dash), rest)
                              : read_range_of_money(word.substr(0, dash), rest, magnitude);
  }
  const std::string sign = word.starts_with('-') ? "minus " : "";
  word.remove_prefix(sign.empty() ? 0 : 1);
  for (const Currency& currency : kCurrencies) {
    std::string_view rest = word;
    const bool before = rest.starts_with(currency.sign);
    if (before) {
      rest.remove_prefix(currency.sign.size());
    } else if (rest.size() > currency.sign.size() && rest.ends_with(currency.sign)) {
      rest.remove_suffix(currency.sign.size());
    } else {
      continue;
    }
    const std::size_t length = number_length(rest);
    const std::string_view suffix = rest.substr(length);
    const std::string_view size = suffix.empty() ? magnitude : magnitude_of_suffix(suffix);
    if (length == 0 || (!suffix.empty() && size.empty())) {
      return std::nullopt;
    }
    return sign + money_words(currency, without_commas(rest.substr(0, length)), size);
  }
  return std::nullopt;
}

}  // namespace melisma::models
