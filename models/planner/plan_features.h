#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/planner/bar_echoes.h"
#include "models/text/music_words.h"

namespace melisma::models {

/// Features of a planner's events: those of BarEchoes, then one for each word of the caption. What
/// a caption says holds for every event, and is learned many times faster as a sum of features
/// than through attention alone, which at first finds all words alike.
inline constexpr int kWordFeatures = kEchoFeatureCount;  // + token
inline constexpr int kPlanFeatureCount = kWordFeatures + kMusicVocabularySize;

/// Of such a row, without the words that no rule sees to (settled_words.h).
void keep_rule_words(std::span<const Feature> row, std::vector<Feature>& out);

/// What a planner is told of each event of one piece.
class PlanFeatures {
 public:
  /// `tokens` of the caption, in any order.
  explicit PlanFeatures(std::span<const std::int32_t> tokens);

  /// The next event of the piece, END or not.
  void push(const ScoreEvent& event) { echoes_.push(event); }
  /// Of the event that comes next, rising in index.
  void next(std::vector<Feature>& out) const;

 private:
  BarEchoes echoes_;
  std::vector<Feature> words_;
};

}  // namespace melisma::models
