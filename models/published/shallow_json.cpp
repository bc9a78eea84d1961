#include "models/published/shallow_json.h"

#include "audio/error.h"

namespace melisma::models {
namespace {

constexpr int kDeepest = 16;

}  // namespace

nlohmann::json parse_shallow_json(std::string_view text, const std::string& name) {
  const auto depth_limit =
      [&](int depth, nlohmann::json::parse_event_t /*event*/, nlohmann::json& /*parsed*/) {
        if (depth > kDeepest) {
          throw CheckpointError(name + " is nested too deep for what it should be. Get it again.");
        }
        return true;
      };
  try {
    return nlohmann::json::parse(text, depth_limit);
  } catch (const nlohmann::json::exception& error) {
    throw CheckpointError(name + " is no JSON: " + error.what() + ". Get it again.");
  }
}

std::uint64_t whole_number(const nlohmann::json& value) {
  if (!value.is_number_unsigned()) {  // others convert to something, or to nothing defined
    throw CheckpointError("found " + value.dump().substr(0, 40) + ", wanted a whole number");
  }
  return value.get<std::uint64_t>();
}

}  // namespace melisma::models
