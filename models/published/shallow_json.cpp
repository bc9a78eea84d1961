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

}  // namespace melisma::models
