#include "models/text/address_reading.h"

#include <algorithm>
#include <array>

#include "models/text/figure_words.h"
#include "models/text/normaliser_words.h"

namespace melisma::models {
namespace {

using namespace std::string_view_literals;

constexpr std::array kDomains = {"com"sv,
                                 "org"sv,
                                 "net"sv,
                                 "edu"sv,
                                 "gov"sv,
                                 "io"sv,
                                 "uk"sv,
                                 "de"sv,
                                 "fr"sv,
                                 "eu"sv,
                                 "ca"sv,
                                 "au"sv,
                                 "info"sv,
                                 "dev"sv};

std::string spell(std::string_view address) {
  std::string text;
  if (address.starts_with("www.")) {
    text = "w w w";
    address.remove_prefix(3);
  }
  for (const char c : address) {
    switch (c) {
      case '.':
        text += " dot ";
        break;
      case '-':
        text += " dash ";
        break;
      case '_':
        text += " underscore ";
        break;
      case ':':
        text += " colon ";
        break;
      case '?':
        text += " question mark ";
        break;
      default:
        if (c == '#') {
          text += " hash ";
        } else if (const auto name = sign_name(c)) {
          text += ' ';
          text += *name;
          text += ' ';
        } else {
          text += c;
        }
    }
  }
  return word_figures(text);
}

bool is_email(std::string_view word) {
  const auto at = word.find('@');
  return at != std::string_view::npos && at > 0 && word.rfind('@') == at &&
         word.find('.', at) != std::string_view::npos && std::ranges::all_of(word, [](char c) {
           return is_letter(c) || is_digit(c) || "@._-+"sv.find(c) != std::string_view::npos;
         });
}

bool is_domain(std::string_view word) {
  const std::string_view host = word.substr(0, word.find('/'));
  const auto dot = host.rfind('.');
  if (dot == std::string_view::npos || dot < 2 ||
      std::ranges::find(kDomains, lower_case(host.substr(dot + 1))) == kDomains.end()) {
    return false;
  }
  return std::ranges::all_of(
      host, [](char c) { return is_letter(c) || is_digit(c) || c == '.' || c == '-'; });
}

}  // namespace

std::optional<std::string> read_address(std::string_view word) {
  if (word.starts_with("mailto:")) {
    word.remove_prefix(7);
  }
  for (const std::string_view scheme : {"https://"sv, "http://"sv, "ftp://"sv}) {
    if (word.starts_with(scheme) && word.size() > scheme.size()) {
      word.remove_prefix(scheme.size());
      return spell(word.substr(0, word.find_last_not_of('/') + 1));
    }
  }
  if (is_email(word) || word.starts_with("www.") || is_domain(word)) {
    return spell(word);
  }
  return std::nullopt;
}

}  // namespace melisma::models
