#include "cli/weight_types.h"

#include <array>
#include <string_view>
#include <utility>

#include "audio/error.h"

namespace melisma::cli {
namespace {

using models::WeightType;

constexpr std::array<std::pair<std::string_view, WeightType>, 4> kTypes{
    {{"f32", WeightType::kF32},
     {"f16", WeightType::kF16},
     {"int8", WeightType::kI8},
     {"int4", WeightType::kI4}}};

}  // namespace

WeightType parse_weight_type(const std::string& text, const std::string& option) {
  for (const auto& [name, type] : kTypes) {
    if (text == name) {
      return type;
    }
  }
  throw ConfigError(option + ": found " + text + ", wanted f32, f16, int8 or int4.");
}

std::string name_of(WeightType type) {
  for (const auto& [name, value] : kTypes) {
    if (value == type) {
      return std::string(name);
    }
  }
  return {};
}

}  // namespace melisma::cli
