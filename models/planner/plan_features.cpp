#include "models/planner/plan_features.h"

#include <set>

namespace melisma::models {

PlanFeatures::PlanFeatures(std::span<const std::int32_t> tokens) {
  for (const std::int32_t token : std::set<std::int32_t>(tokens.begin(), tokens.end())) {
    words_.push_back({kWordFeatures + token, 1.0F});
  }
}

void PlanFeatures::next(std::vector<Feature>& out) const {
  echoes_.features(out);
  out.insert(out.end(), words_.begin(), words_.end());
}

}  // namespace melisma::models
