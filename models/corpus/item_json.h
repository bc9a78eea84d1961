#pragma once

#include <cstdint>
#include <filesystem>

#include <nlohmann/json_fwd.hpp>

namespace melisma::models {

/// The .json of a corpus item. Throws InputError when it is missing or damaged.
nlohmann::json read_item_json(const std::filesystem::path& folder, std::int64_t item);

}  // namespace melisma::models
