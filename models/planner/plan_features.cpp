#include "models/planner/plan_features.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "models/planner/settled_words.h"

namespace melisma::models {

void keep_rule_words(std::span<const Feature> row, std::vector<Feature>& out) {
  out.clear();
  std::ranges::copy_if(row, std::back_inserter(out), [](const Feature& feature) {
    return feature.index < kWordFeatures || is_word_of_rules(feature.index - kWordFeatures);
  });
}

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
