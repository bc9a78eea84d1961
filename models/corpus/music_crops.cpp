#include "models/corpus/music_crops.h"

#include <algorithm>
#include <fstream>

#include <nlohmann/json.hpp>

#include "audio/error.h"
#include "audio/midi/midi_file.h"
#include "models/conditioning/score_features.h"
#include "models/corpus/corpus_index.h"
#include "models/corpus/item_json.h"
#include "models/text/music_vocabulary.h"

namespace melisma::models {
namespace {

constexpr double kFrameRate = 50.0;
constexpr std::uint64_t kMusicKey = 11;

}  // namespace

struct MusicCrops::Piece {
  ScoreTimeline timeline;
  std::vector<std::vector<std::int32_t>> captions;  // tokens
};

MusicCrops::MusicCrops(const std::filesystem::path& corpus, const std::filesystem::path& codes,
                       int codebooks, const MusicCropOptions& options)
    : corpus_(corpus),
      options_(options),
      store_(codes, complete_items(corpus, read_corpus_index(corpus)), codebooks) {
  std::int64_t total = 0;
  for (const std::int64_t item : store_.items()) {
    if (is_held_out(item)) {
      held_out_.push_back(item);
    } else {
      training_.push_back(item);
      training_ends_.push_back(total += store_.frames(item));
    }
  }
  if (training_.empty()) {
    throw InputError(corpus.string() + " has no encoded training item. Make a larger corpus.");
  }
}

MusicCrops::~MusicCrops() = default;

std::int64_t MusicCrops::training_frames() const { return training_ends_.back(); }

const MusicCrops::Piece& MusicCrops::piece(std::int64_t item) {
  auto& entry = pieces_[item];
  if (!entry) {
    const auto json = read_item_json(corpus_, item);
    const audio::Score score = audio::read_midi_file(corpus_item(corpus_, item, ".mid"));
    entry = std::make_unique<Piece>(Piece{ScoreTimeline(score, kFrameRate), {}});
    for (const auto& caption : json.at("captions")) {
      const auto parsed = MusicVocabulary::instance().parse(caption.get<std::string>());
      entry->captions.emplace_back(parsed.tokens.begin(), parsed.tokens.end());
    }
    if (entry->captions.empty()) {
      entry->captions.push_back({0});
    }
  }
  return *entry;
}

Crop MusicCrops::cut(std::int64_t item, std::int64_t begin, std::size_t caption,
                     const ScoreMask& mask) {
  const Piece& source = piece(item);
  const std::int64_t end = std::min(store_.frames(item), begin + options_.frames);
  Crop crop;
  crop.codes = store_.codes(item, begin, end);
  if (begin > 0) {
    crop.previous = store_.codes(item, begin - 1, begin);
  }
  crop.features = score_features(source.timeline, begin, end, mask);
  crop.text = source.captions[caption % source.captions.size()];
  return crop;
}

ScoreMask MusicCrops::draw_mask(CropRandom& random) const {
  ScoreMask mask;
  if (random.chance(options_.all_free)) {
    mask = ScoreMask::all_free();
  } else if (random.chance(options_.some_free)) {
    for (std::size_t family = 0; family < kMidiFamilies; ++family) {
      mask.free_families.set(family, random.chance(options_.free_family));
    }
    mask.free_drums = random.chance(options_.free_drums);
  }
  mask.hide_beat = random.chance(options_.hide_beat);
  mask.hide_programs = random.chance(options_.hide_programs);
  mask.name_free_programs = random.chance(options_.name_free_programs);
  return mask;
}

Crop MusicCrops::training_crop(std::uint64_t seed, std::int64_t step, std::int64_t slot) {
  CropRandom random{seed, kMusicKey, static_cast<std::uint64_t>(step),
                    static_cast<std::uint64_t>(slot)};
  const std::int64_t place = random.below(training_frames());
  const auto found = std::upper_bound(training_ends_.begin(), training_ends_.end(), place);
  const std::int64_t item = training_[static_cast<std::size_t>(found - training_ends_.begin())];
  const std::int64_t last = std::max<std::int64_t>(0, store_.frames(item) - options_.frames);
  const std::int64_t begin = random.chance(options_.at_start) ? 0 : random.below(last + 1);
  const auto caption = static_cast<std::size_t>(random.below(1 << 16));
  const ScoreMask mask = draw_mask(random);
  return cut(item, begin, caption, mask);
}

std::int64_t MusicCrops::held_out_count() const {
  return held_out_.empty() ? 0 : options_.held_out_crops;
}

Crop MusicCrops::held_out_crop(std::int64_t index) {
  const auto count = static_cast<std::int64_t>(held_out_.size());
  const std::int64_t item = held_out_[static_cast<std::size_t>(index % count)];
  CropRandom random{kMusicKey, static_cast<std::uint64_t>(index)};
  const std::int64_t last = std::max<std::int64_t>(0, store_.frames(item) - options_.frames);
  return cut(item, index % 4 == 0 ? 0 : random.below(last + 1), 0, {});
}

}  // namespace melisma::models
