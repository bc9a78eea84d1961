#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace melisma::models {

/// JSON of a published file, which has no more than sixteen levels. Throws CheckpointError that
/// names the file, also for deeper nesting.
nlohmann::json parse_shallow_json(std::string_view text, const std::string& name);

/// A number that is whole and not negative; other values throw CheckpointError that says only what
/// was found.
std::uint64_t whole_number(const nlohmann::json& value);

}  // namespace melisma::models
