#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace melisma::models {

/// JSON of a published file, which has no more than sixteen levels. Throws CheckpointError that
/// names the file, also for deeper nesting.
nlohmann::json parse_shallow_json(std::string_view text, const std::string& name);

}  // namespace melisma::models
