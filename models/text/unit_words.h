#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace melisma::models {

/// A unit of measure after a number ("km/h"), in the singular or plural.
std::optional<std::string> unit_name(std::string_view unit, bool singular);

}  // namespace melisma::models
