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

// St., Dr., Mr., Mrs. and Ms. are read by the front end, which tells saint from street.
constexpr std::array kAbbreviations = {
    Abbreviation{"e.g", "for example", When::kAlways},
    Abbreviation{"i.e", "that is", When::kAlways},
    Abbreviation{"etc", "et cetera", When::kAlways},
    Abbreviation{"vs", "versus", When::kAlways},
    Abbreviation{"w/o", "without", When::kAlways},
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

struct Unit {
  std::string_view sign;
  std::string_view one;
  std::string_view many;
};

constexpr std::array kUnits = {
    Unit{"km/h", "kilometer per hour", "kilometers per hour"},
    Unit{"kmh", "kilometer per hour", "kilometers per hour"},
    Unit{"kph", "kilometer per hour", "kilometers per hour"},
    Unit{"mph", "mile per hour", "miles per hour"},
    Unit{"m/s", "meter per second", "meters per second"},
    Unit{"bpm", "beat per minute", "beats per minute"},
    Unit{"rpm", "turn per minute", "turns per minute"},
    Unit{"km", "kilometer", "kilometers"},
    Unit{"m", "meter", "meters"},
    Unit{"cm", "centimeter", "centimeters"},
    Unit{"mm", "millimeter", "millimeters"},
    Unit{"nm", "nanometer", "nanometers"},
    Unit{"ft", "foot", "feet"},
    Unit{"in.", "inch", "inches"},
    Unit{"mi", "mile", "miles"},
    Unit{"yd", "yard", "yards"},
    Unit{"kg", "kilogram", "kilograms"},
    Unit{"g", "gram", "grams"},
    Unit{"mg", "milligram", "milligrams"},
    Unit{"lb", "pound", "pounds"},
    Unit{"lbs", "pound", "pounds"},
    Unit{"oz", "ounce", "ounces"},
    Unit{"l", "liter", "liters"},
    Unit{"L", "liter", "liters"},
    Unit{"ml", "milliliter", "milliliters"},
    Unit{"cl", "centiliter", "centiliters"},
    Unit{"ms", "millisecond", "milliseconds"},
    Unit{"s", "second", "seconds"},
    Unit{"sec", "second", "seconds"},
    Unit{"min", "minute", "minutes"},
    Unit{"h", "hour", "hours"},
    Unit{"hr", "hour", "hours"},
    Unit{"hrs", "hour", "hours"},
    Unit{"Hz", "hertz", "hertz"},
    Unit{"kHz", "kilohertz", "kilohertz"},
    Unit{"MHz", "megahertz", "megahertz"},
    Unit{"GHz", "gigahertz", "gigahertz"},
    Unit{"dB", "decibel", "decibels"},
    Unit{"W", "watt", "watts"},
    Unit{"kW", "kilowatt", "kilowatts"},
    Unit{"MW", "megawatt", "megawatts"},
    Unit{"kWh", "kilowatt hour", "kilowatt hours"},
    Unit{"V", "volt", "volts"},
    Unit{"kB", "kilobyte", "kilobytes"},
    Unit{"KB", "kilobyte", "kilobytes"},
    Unit{"MB", "megabyte", "megabytes"},
    Unit{"GB", "gigabyte", "gigabytes"},
    Unit{"TB", "terabyte", "terabytes"},
    Unit{"kcal", "kilocalorie", "kilocalories"},
    Unit{"%", "percent", "percent"},
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

std::optional<std::string> unit_name(std::string_view unit, bool singular) {
  const auto* const found = std::ranges::find(kUnits, unit, &Unit::sign);
  if (found == kUnits.end()) {
    return std::nullopt;
  }
  return std::string(singular ? found->one : found->many);
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

std::string lower_case(std::string_view text) {
  std::string plain(text);
  std::ranges::transform(plain, plain.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return plain;
}

}  // namespace melisma::models
