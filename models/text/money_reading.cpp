#include "models/text/money_reading.h"

#include <algorithm>
#include <array>

#include "models/text/normaliser_words.h"
#include "models/text/number_reading.h"

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
    return amount + " " + std::string(magnitude) + " " + std::string(currency.many);
  }
  const auto point = amount.find('.');
  const std::string whole = amount.substr(0, point);
  const std::string units = whole + " " + std::string(whole == "1" ? currency.one : currency.many);
  if (point == std::string::npos) {
    return units;
  }
  const std::string decimals = amount.substr(point + 1);
  if (decimals.size() != 2) {
    return amount + " " + std::string(currency.many);
  }
  const int cents = std::stoi(decimals);
  const std::string small =
      std::to_string(cents) + " " + std::string(cents == 1 ? currency.cent : currency.cents);
  const bool none = whole.find_first_not_of('0') == std::string::npos;
  return cents == 0 ? units : none ? small : units + " " + small;
}

}  // namespace

bool is_magnitude(std::string_view word) {
  const std::string plain = lower_case(word);
  return plain == "million" || plain == "billion" || plain == "thousand" || plain == "trillion";
}

std::optional<std::string> read_money(std::string_view word, std::string_view magnitude) {
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
