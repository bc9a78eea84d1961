#include "models/corpus/planner_piece.h"

#include <algorithm>

#include "models/planner/plan_features.h"
#include "models/planner/score_events.h"
#include "models/planner/settled_words.h"
#include "models/text/music_vocabulary.h"

namespace melisma::models {

std::int64_t PlannerPiece::events() const {
  return static_cast<std::int64_t>(codes.size()) / kScoreEventFields;
}

PlannerPiece planner_piece(const audio::Score& score,
                           const std::vector<std::string>& captions,
                           const CaptionAttributes& facts) {
  PlannerPiece piece;
  const ScorePlan plan = events_from_score(score);
  for (const ScoreEvent& event : plan.events) {
    if (event[0] == kBarEvent) {
      piece.bars.push_back(piece.events());
    }
    piece.codes.insert(piece.codes.end(), event.begin(), event.end());
  }
  for (const std::string& caption : captions) {
    const auto parsed = MusicVocabulary::instance().parse(caption);
    piece.captions.push_back(
        with_settled_words({parsed.tokens.begin(), parsed.tokens.end()}, facts));
  }
  if (piece.captions.empty()) {
    piece.captions.push_back(with_settled_words({}, facts));
  }
  return piece;
}

Crop cut_crop(const PlannerPiece& piece,
              std::int64_t begin,
              std::size_t caption,
              const PlannerCropOptions& options) {
  const auto at = [&](std::int64_t event) {
    return piece.codes.begin() + event * kScoreEventFields;
  };
  const std::int64_t end = std::min(piece.events(), begin + options.events);
  Crop crop;
  crop.codes.assign(at(begin), at(end));
  if (begin > 0) {
    crop.previous.assign(at(begin - 1), at(begin));
  }
  if (crop.codes[crop.codes.size() - kScoreEventFields] == kEndEvent) {
    crop.targets = crop.codes;  // END's other fields are zero by definition: nothing to learn
    std::fill(crop.targets.end() - (kScoreEventFields - 1), crop.targets.end(), -1);
  }
  crop.text = piece.captions[caption % piece.captions.size()];
  PlanFeatures features(crop.text);  // of the whole piece: what came before can be heard again
  std::vector<Feature> row;
  for (std::int64_t i = 0; i < end; ++i) {
    if (i >= begin) {
      features.next(row);
      crop.features.push_frame(row);
    }
    ScoreEvent event{};
    std::copy_n(at(i), kScoreEventFields, event.begin());
    features.push(event);
  }
  return crop;
}

Crop draw_crop(const PlannerPiece& piece, const PlannerCropOptions& options, CropRandom& random) {
  std::int64_t begin = 0;
  if (!random.chance(options.at_start) && !piece.bars.empty()) {
    begin = piece.bars[static_cast<std::size_t>(random.below(std::ssize(piece.bars)))];
  }
  Crop crop = cut_crop(piece, begin, static_cast<std::size_t>(random.below(1 << 16)), options);
  for (std::size_t i = 0; i < crop.codes.size(); i += kScoreEventFields) {
    crop.weights.push_back(static_cast<float>(crop.codes[i] == kBarEvent ? options.bar_weight : 1));
  }
  return crop;
}

}  // namespace melisma::models
