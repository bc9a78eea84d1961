#include "models/text/unit_words.h"

#include <algorithm>
#include <array>

namespace melisma::models {
namespace {

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
    Unit{"mins", "minute", "minutes"},
    Unit{"secs", "second", "seconds"},
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
    Unit{"m2", "square meter", "square meters"},
    Unit{"km2", "square kilometer", "square kilometers"},
    Unit{"sqft", "square foot", "square feet"},
    Unit{"ha", "hectare", "hectares"},
    Unit{"THz", "terahertz", "terahertz"},
    Unit{"kbps", "kilobit per second", "kilobits per second"},
    Unit{"Mbps", "megabit per second", "megabits per second"},
    Unit{"Gbps", "gigabit per second", "gigabits per second"},
    Unit{"MB/s", "megabyte per second", "megabytes per second"},
    Unit{"GB/s", "gigabyte per second", "gigabytes per second"},
    Unit{"fps", "frame per second", "frames per second"},
    Unit{"mL", "milliliter", "milliliters"},
    Unit{"mAh", "milliampere hour", "milliampere hours"},
    Unit{"mA", "milliampere", "milliamperes"},
    Unit{"mV", "millivolt", "millivolts"},
    Unit{"kV", "kilovolt", "kilovolts"},
    Unit{"GW", "gigawatt", "gigawatts"},
    Unit{"kPa", "kilopascal", "kilopascals"},
    Unit{"hPa", "hectopascal", "hectopascals"},
    Unit{"psi", "pound per square inch", "pounds per square inch"},
    Unit{"%", "percent", "percent"},
};

}  // namespace

std::optional<std::string> unit_name(std::string_view unit, bool singular) {
  const auto* const found = std::ranges::find(kUnits, unit, &Unit::sign);
  if (found == kUnits.end()) {
    return std::nullopt;
  }
  return std::string(singular ? found->one : found->many);
}

}  // namespace melisma::models
