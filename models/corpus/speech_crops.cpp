#include "models/corpus/speech_crops.h"

#include <algorithm>

#include "audio/error.h"
#include "models/conditioning/phoneme_features.h"
#include "models/corpus/corpus_index.h"
#include "models/corpus/speech_item.h"
#include "models/crop_random.h"

namespace melisma::models {
namespace {

constexpr double kFrameRate = 50.0;
constexpr std::uint64_t kSpeechKey = 12;

}  // namespace

SpeechCrops::SpeechCrops(const std::filesystem::path& corpus,
                         const std::filesystem::path& codes,
                         int codebooks,
                         const SpeechCropOptions& options)
    : corpus_(corpus),
      options_(options),
      store_(codes, complete_items(corpus, read_corpus_index(corpus)), codebooks) {
  for (const std::int64_t item : store_.items()) {
    (is_held_out(item) ? held_out_ : training_).push_back(item);
  }
  if (training_.empty()) {
    throw InputError(corpus.string() + " has no encoded training item. Make a larger corpus.");
  }
  std::stable_sort(training_.begin(), training_.end(), [&](std::int64_t a, std::int64_t b) {
    return store_.frames(a) < store_.frames(b);
  });
}

Crop SpeechCrops::crop_of(std::int64_t item) const {
  const SpeechItem speech = read_speech_item(corpus_, item);
  const std::int64_t whole = store_.frames(item);
  const std::int64_t end = std::min(whole, options_.frames);
  const auto timed = time_phonemes(speech.phonemes, speech.ends_s, kFrameRate, whole);
  const FrameFeatures all = phoneme_features(timed, sentence_type(speech.text), speech.voice);
  Crop crop;
  crop.codes = store_.codes(item, 0, end);
  for (std::int64_t t = 0; t < end; ++t) {
    crop.features.push_frame(all.frame(t));
  }
  return crop;
}

Crop SpeechCrops::training_crop(std::uint64_t seed, std::int64_t step, std::int64_t slot) {
  const std::int64_t count = std::ssize(training_);
  const std::int64_t near = std::min(options_.neighbours, count);
  CropRandom common{seed, kSpeechKey, static_cast<std::uint64_t>(step)};
  CropRandom own{
      seed, kSpeechKey, static_cast<std::uint64_t>(step), static_cast<std::uint64_t>(slot)};
  // Reflected at both ends, so that the shortest and the longest come as often as the others.
  std::int64_t place = common.below(count) - near / 2 + own.below(near);
  place = place < 0 ? -1 - place : place;
  place = place >= count ? 2 * count - 1 - place : place;
  return crop_of(training_[static_cast<std::size_t>(place)]);
}

std::int64_t SpeechCrops::held_out_count() const {
  return std::min(options_.held_out_crops, static_cast<std::int64_t>(held_out_.size()));
}

Crop SpeechCrops::held_out_crop(std::int64_t index) {
  return crop_of(held_out_[static_cast<std::size_t>(index)]);
}

}  // namespace melisma::models
