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
  CropRandom random{
      seed, kSpeechKey, static_cast<std::uint64_t>(step), static_cast<std::uint64_t>(slot)};
  return crop_of(training_[static_cast<std::size_t>(random.below(std::ssize(training_)))]);
}

std::int64_t SpeechCrops::held_out_count() const {
  return std::min(options_.held_out_crops, static_cast<std::int64_t>(held_out_.size()));
}

Crop SpeechCrops::held_out_crop(std::int64_t index) {
  return crop_of(held_out_[static_cast<std::size_t>(index)]);
}

}  // namespace melisma::models
