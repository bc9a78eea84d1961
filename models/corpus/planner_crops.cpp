#include "models/corpus/planner_crops.h"

#include <algorithm>
#include <string>

#include <nlohmann/json.hpp>

#include "audio/error.h"
#include "audio/midi/midi_file.h"
#include "models/corpus/caption_phrases.h"
#include "models/corpus/caption_writer.h"
#include "models/corpus/composition.h"
#include "models/corpus/corpus_index.h"
#include "models/corpus/item_json.h"
#include "models/crop_random.h"
#include "models/text/music_words.h"

namespace melisma::models {
namespace {

constexpr std::uint64_t kPlannerKey = 13;
constexpr std::int64_t kComposedPieces = 1'000'000;

PlannerPiece read_piece(const std::filesystem::path& corpus, std::int64_t item) {
  const audio::Score score = audio::read_midi_file(corpus_item(corpus, item, ".mid"));
  const nlohmann::json json = read_item_json(corpus, item);
  const nlohmann::json& written = json.at("facts");
  CaptionAttributes facts;
  facts.tempo_bpm = written.at("tempo_bpm").get<double>();
  facts.tonic = written.at("tonic").get<int>();
  facts.metre = {written.at("metre").at(0).get<int>(), written.at("metre").at(1).get<int>()};
  const auto name = written.at("mode").get<std::string>();
  const MusicWord* mode = word_named(mode_words(), name);
  if (mode == nullptr) {
    throw InputError(corpus_item(corpus, item, ".json").string() + " has the mode \"" + name +
                     "\"; wanted major, minor, dorian or mixolydian. Make the corpus again.");
  }
  facts.mode = static_cast<MusicMode>(mode->value);
  return planner_piece(score, json.at("captions").get<std::vector<std::string>>(), facts);
}

PlannerPiece compose_planner_piece(std::uint64_t seed, std::int64_t item) {
  const Composition composition = compose_piece(seed, item);
  return planner_piece(composition.score,
                       write_captions(composition.facts, seed, item, kCorpusCaptions),
                       composition.facts);
}

CropRandom crop_random(std::uint64_t seed, std::int64_t step, std::int64_t slot) {
  return {seed, kPlannerKey, static_cast<std::uint64_t>(step), static_cast<std::uint64_t>(slot)};
}

}  // namespace

PlannerCrops::PlannerCrops(const std::filesystem::path& corpus, const PlannerCropOptions& options)
    : options_(options) {
  std::int64_t total = 0;
  for (const std::int64_t item : complete_items(corpus, read_corpus_index(corpus))) {
    PlannerPiece piece = read_piece(corpus, item);
    if (is_held_out(item)) {
      held_out_.push_back(std::move(piece));
    } else {
      training_ends_.push_back(total += piece.events());
      training_.push_back(std::move(piece));
    }
  }
  if (training_.empty()) {
    throw InputError(corpus.string() + " has no training item. Make a larger music corpus.");
  }
}

Crop PlannerCrops::training_crop(std::uint64_t seed, std::int64_t step, std::int64_t slot) {
  CropRandom random = crop_random(seed, step, slot);
  const std::int64_t place = random.below(training_events());
  const auto found = std::upper_bound(training_ends_.begin(), training_ends_.end(), place);
  return draw_crop(training_[static_cast<std::size_t>(found - training_ends_.begin())], options_, random);
}

std::int64_t PlannerCrops::held_out_count() const {
  return held_out_.empty() ? 0 : options_.held_out_crops;
}

Crop PlannerCrops::held_out_crop(std::int64_t index) {
  return cut_crop(held_out_[static_cast<std::size_t>(index) % held_out_.size()], 0, 0, options_);
}

Crop ComposedPlannerCrops::training_crop(std::uint64_t seed, std::int64_t step, std::int64_t slot) {
  CropRandom random = crop_random(seed, step, slot);
  std::int64_t item = random.below(kComposedPieces);
  item += is_held_out(item) ? 1 : 0;
  return draw_crop(compose_planner_piece(pieces_seed_, item), options_, random);
}

Crop ComposedPlannerCrops::held_out_crop(std::int64_t index) {
  return cut_crop(compose_planner_piece(pieces_seed_, index * kHeldOutEvery), 0, 0, options_);
}

}  // namespace melisma::models
