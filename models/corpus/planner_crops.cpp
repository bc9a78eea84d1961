#include "models/corpus/planner_crops.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "audio/error.h"
#include "audio/midi/midi_file.h"
#include "models/corpus/corpus_index.h"
#include "models/corpus/item_json.h"
#include "models/crop_random.h"
#include "models/planner/plan_features.h"
#include "models/planner/score_events.h"
#include "models/text/music_vocabulary.h"

namespace melisma::models {
namespace {

constexpr std::uint64_t kPlannerKey = 13;

}  // namespace

PlannerCrops::PlannerCrops(const std::filesystem::path& corpus, const PlannerCropOptions& options)
    : options_(options) {
  std::int64_t total = 0;
  for (const std::int64_t item : complete_items(corpus, read_corpus_index(corpus))) {
    Piece piece = read_piece(corpus, item);
    if (is_held_out(item)) {
      held_out_.push_back(std::move(piece));
    } else {
      total += static_cast<std::int64_t>(piece.codes.size()) / kScoreEventFields;
      training_ends_.push_back(total);
      training_.push_back(std::move(piece));
    }
  }
  if (training_.empty()) {
    throw InputError(corpus.string() + " has no training item. Make a larger music corpus.");
  }
}

PlannerCrops::Piece PlannerCrops::read_piece(const std::filesystem::path& corpus,
                                             std::int64_t item) const {
  Piece piece;
  const auto plan = events_from_score(audio::read_midi_file(corpus_item(corpus, item, ".mid")));
  for (const ScoreEvent& event : plan.events) {
    if (event[0] == kBarEvent) {
      piece.bars.push_back(static_cast<std::int64_t>(piece.codes.size()) / kScoreEventFields);
    }
    piece.codes.insert(piece.codes.end(), event.begin(), event.end());
  }
  const auto json = read_item_json(corpus, item);
  for (const auto& caption : json.at("captions")) {
    const auto parsed = MusicVocabulary::instance().parse(caption.get<std::string>());
    piece.captions.emplace_back(parsed.tokens.begin(), parsed.tokens.end());
  }
  if (piece.captions.empty()) {
    piece.captions.push_back({kNoneToken});
  }
  return piece;
}

Crop PlannerCrops::cut(const Piece& piece, std::int64_t begin, std::size_t caption) const {
  const auto at = [&](std::int64_t event) {
    return piece.codes.begin() + event * kScoreEventFields;
  };
  const auto all = static_cast<std::int64_t>(piece.codes.size()) / kScoreEventFields;
  const std::int64_t end = std::min(all, begin + options_.events);
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

Crop PlannerCrops::training_crop(std::uint64_t seed, std::int64_t step, std::int64_t slot) {
  CropRandom random{seed, kPlannerKey, static_cast<std::uint64_t>(step),
                    static_cast<std::uint64_t>(slot)};
  const std::int64_t place = random.below(training_events());
  const auto found = std::upper_bound(training_ends_.begin(), training_ends_.end(), place);
  const Piece& piece = training_[static_cast<std::size_t>(found - training_ends_.begin())];
  std::int64_t begin = 0;
  if (!random.chance(options_.at_start) && !piece.bars.empty()) {
    begin = piece.bars[static_cast<std::size_t>(random.below(std::ssize(piece.bars)))];
  }
  return cut(piece, begin, static_cast<std::size_t>(random.below(1 << 16)));
}

std::int64_t PlannerCrops::held_out_count() const {
  return held_out_.empty() ? 0 : options_.held_out_crops;
}

Crop PlannerCrops::held_out_crop(std::int64_t index) {
  return cut(held_out_[static_cast<std::size_t>(index) % held_out_.size()], 0, 0);
}

}  // namespace melisma::models
