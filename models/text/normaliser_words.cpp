#include "models/text/normaliser_words.h"

#include <algorithm>
#include <array>

namespace melisma::models {
namespace {

enum class When { kAlways, kWithStop, kBeforeNumber };

struct Abbreviation {
  std::string_view word;
  std::string_view meaning;
  When when;
};

// St., Dr., Mr. and Mrs. are read by the front end, which tells saint from street.
constexpr std::array kAbbreviations = {
    Abbreviation{"e.g", "for example", When::kAlways},
    Abbreviation{"i.e", "that is", When::kAlways},
    Abbreviation{"etc", "et cetera", When::kAlways},
    Abbreviation{"vs", "versus", When::kAlways},
    Abbreviation{"w/o", "without", When::kAlways},
    Abbreviation{"w/", "with", When::kAlways},
    Abbreviation{"n/a", "not applicable", When::kAlways},
    Abbreviation{"and/or", "and or", When::kAlways},
    Abbreviation{"24/7", "twenty four seven", When::kAlways},
    Abbreviation{"50/50", "fifty fifty", When::kAlways},
    Abbreviation{"20/20", "twenty twenty", When::kAlways},
    Abbreviation{"9/11", "nine eleven", When::kAlways},
    Abbreviation{"a.m", "A-M", When::kWithStop},
    Abbreviation{"p.m", "pm", When::kWithStop},
    Abbreviation{"ph.d", "P-H-D", When::kAlways},
    Abbreviation{"a.k.a", "also known as", When::kAlways},
    Abbreviation{"ms", "miz", When::kWithStop},
    Abbreviation{"apt", "apartment", When::kBeforeNumber},
    Abbreviation{"sec", "section", When::kBeforeNumber},
    Abbreviation{"cf", "compare", When::kWithStop},
    Abbreviation{"approx", "approximately", When::kWithStop},
    Abbreviation{"prof", "professor", When::kWithStop},
    Abbreviation{"gen", "general", When::kWithStop},
    Abbreviation{"sen", "senator", When::kWithStop},
    Abbreviation{"gov", "governor", When::kWithStop},
    Abbreviation{"capt", "captain", When::kWithStop},
    Abbreviation{"lt", "lieutenant", When::kWithStop},
    Abbreviation{"sgt", "sergeant", When::kWithStop},
    Abbreviation{"rev", "reverend", When::kWithStop},
    Abbreviation{"jr", "junior", When::kAlways},
    Abbreviation{"sr", "senior", When::kWithStop},
    Abbreviation{"inc", "incorporated", When::kWithStop},
    Abbreviation{"ltd", "limited", When::kAlways},
    Abbreviation{"corp", "corporation", When::kWithStop},
    Abbreviation{"co", "company", When::kWithStop},
    Abbreviation{"dept", "department", When::kAlways},
    Abbreviation{"ave", "avenue", When::kWithStop},
    Abbreviation{"blvd", "boulevard", When::kAlways},
    Abbreviation{"mt", "mount", When::kWithStop},
    Abbreviation{"est", "established", When::kWithStop},
    Abbreviation{"tel", "telephone", When::kWithStop},
    Abbreviation{"max", "maximum", When::kWithStop},
    Abbreviation{"avg", "average", When::kAlways},
    Abbreviation{"no", "number", When::kBeforeNumber},
    Abbreviation{"nos", "numbers", When::kBeforeNumber},
    Abbreviation{"fig", "figure", When::kBeforeNumber},
    Abbreviation{"vol", "volume", When::kBeforeNumber},
    Abbreviation{"ch", "chapter", When::kBeforeNumber},
    Abbreviation{"pp", "pages", When::kBeforeNumber},
    Abbreviation{"p", "page", When::kBeforeNumber},
    Abbreviation{"jan", "January", When::kWithStop},
    Abbreviation{"feb", "February", When::kWithStop},
    Abbreviation{"mar", "March", When::kBeforeNumber},
    Abbreviation{"apr", "April", When::kWithStop},
    Abbreviation{"jun", "June", When::kWithStop},
    Abbreviation{"jul", "July", When::kWithStop},
    Abbreviation{"aug", "August", When::kWithStop},
    Abbreviation{"sep", "September", When::kWithStop},
    Abbreviation{"sept", "September", When::kAlways},
    Abbreviation{"oct", "October", When::kWithStop},
    Abbreviation{"nov", "November", When::kWithStop},
    Abbreviation{"dec", "December", When::kWithStop},
    Abbreviation{"tue", "Tuesday", When::kWithStop},
    Abbreviation{"thu", "Thursday", When::kWithStop},
    Abbreviation{"fri", "Friday", When::kWithStop},
};

struct Sign {
  char sign;
  std::string_view name;
};

constexpr std::array kSigns = {
    Sign{'&', "and"},
    Sign{'+', "plus"},
    Sign{'=', "equals"},
    Sign{'@', "at"},
    Sign{'#', "number"},
    Sign{'/', "slash"},
    Sign{'\\', "backslash"},
    Sign{'^', "to the power of"},
    Sign{'<', "less than"},
    Sign{'>', "greater than"},
    Sign{'~', "about"},
    Sign{'%', "percent"},
    Sign{'$', "dollars"},
};

}  // namespace

std::optional<std::string_view> abbreviation(std::string_view word,
                                             bool full_stop,
                                             bool before_number) {
  const auto* const found =
      std::ranges::find(kAbbreviations, lower_case(word), &Abbreviation::word);
  if (found == kAbbreviations.end()) {
    return std::nullopt;
  }
  const bool fits = found->when == When::kAlways || (found->when == When::kWithStop && full_stop) ||
                    (found->when == When::kBeforeNumber && full_stop && before_number);
  return fits ? std::optional(found->meaning) : std::nullopt;
}

std::optional<std::string_view> sign_name(char sign) {
  const auto* const found = std::ranges::find(kSigns, sign, &Sign::sign);
  return found == kSigns.end() ? std::nullopt : std::optional(found->name);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_digit);
}

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

std::optional<int> small_number(std::string_view text, int least, int most) {
  if (!all_digits(text) || text.size() > 4) {
    return std::nullopt;
  }
  const int value = std::stoi(std::string(text));
  return value >= least && value <= most ? std::optional(value) : std::nullopt;
}

}  // namespace melisma::models
