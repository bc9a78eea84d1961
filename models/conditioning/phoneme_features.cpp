#include "models/conditioning/phoneme_features.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string>

#include "audio/error.h"

namespace melisma::models {
namespace {

constexpr int kLengthClasses = 16;
constexpr int kTriangles = 5;

/// Phonemes from each to the next pause, itself not counted.
std::vector<int> phrase_rests(std::span<const TimedPhoneme> phonemes) {
  std::vector<int> rests(phonemes.size(), 0);
  int rest = 0;
  for (std::size_t i = phonemes.size(); i-- > 0;) {
    rest = phonemes[i].phoneme.id == kPause ? 0 : rest + 1;
    rests[i] = std::max(0, rest - 1);
  }
  return rests;
}

int rest_class(int rest) {
  return rest < 2 ? 0 : rest < 4 ? 1 : rest < 8 ? 2 : rest < 16 ? 3 : 4;
}

class SentenceFeatures {
 public:
  SentenceFeatures(std::span<const TimedPhoneme> phonemes, SentenceType type, int voice)
      : phonemes_(phonemes), rests_(phrase_rests(phonemes)), type_(type), voice_(voice) {
    for (const TimedPhoneme& phoneme : phonemes) {
      total_frames_ += phoneme.frames;
    }
  }

  FrameFeatures build() {
    FrameFeatures features;
    for (std::size_t i = 0; i < phonemes_.size(); ++i) {
      for (int frame = 0; frame < phonemes_[i].frames; ++frame) {
        row_.clear();
        put_identity(i);
        put_place(phonemes_[i].frames, frame);
        put_context(i);
        features.push_frame(row_);
        ++frame_;
      }
    }
    return features;
  }

 private:
  void put(int index, float value = 1.0F) { row_.push_back({index, value}); }
  [[nodiscard]] int id_at(std::ptrdiff_t i) const {
    return i < 0 || i >= std::ssize(phonemes_) ? kPause
                                               : phonemes_[static_cast<std::size_t>(i)].phoneme.id;
  }

  void put_identity(std::size_t i) {
    const auto place = static_cast<std::ptrdiff_t>(i);
    put(kThisPhoneme + id_at(place));
    put(kPreviousPhoneme + id_at(place - 1));
    put(kNextPhoneme + id_at(place + 1));
    put(kSecondNextPhoneme + id_at(place + 2));
  }

  void put_place(int frames, int frame) {
    const float share = (static_cast<float>(frame) + .5F) / static_cast<float>(frames);
    put(kPhonemeProgress, share);
    put(kPhonemeProgress + 1, 1.0F - share);
    for (int corner = 0; corner < kTriangles; ++corner) {
      const float distance = std::abs(share * (kTriangles - 1) - static_cast<float>(corner));
      if (distance < 1.0F) {
        put(kPhonemeTriangles + corner, 1.0F - distance);
      }
    }
    put(kPhonemeLength + std::min(frames, kLengthClasses) - 1);
    put(kPhonemeFrame + std::min(frame, kLengthClasses - 1));
  }

  void put_context(std::size_t i) {
    const Phoneme& phoneme = phonemes_[i].phoneme;
    const bool flags[] = {phoneme.stressed,
                          phoneme.accented,
                          phoneme.phrase_final,
                          phoneme.word_start,
                          phoneme.word_end};
    for (int flag = 0; flag < 5; ++flag) {
      if (flags[flag]) {
        put(kPhonemeFlags + flag);
      }
    }
    put(kPhraseRest + rest_class(rests_[i]));
    put(kSentenceKind + static_cast<int>(type_));
    put(kVoice + voice_);
    put(kSentenceQuarter + static_cast<int>(frame_ * 4 / total_frames_));
  }

  std::span<const TimedPhoneme> phonemes_;
  std::vector<int> rests_;
  SentenceType type_;
  int voice_;
  std::int64_t total_frames_ = 0;
  std::int64_t frame_ = 0;
  std::vector<Feature> row_;
};

}  // namespace

int voice_slot(std::string_view name) {
  const auto* const found = std::ranges::find(kVoiceNames, name);
  return found == std::end(kVoiceNames) ? -1 : static_cast<int>(found - std::begin(kVoiceNames));
}

FrameFeatures phoneme_features(std::span<const TimedPhoneme> phonemes,
                               SentenceType type,
                               int voice) {
  MELISMA_ASSERT(voice >= 0 && voice < kVoiceSlots);
  return SentenceFeatures(phonemes, type, voice).build();
}

std::vector<TimedPhoneme> time_phonemes(std::span<const Phoneme> phonemes,
                                        std::span<const double> ends_s,
                                        double frame_rate,
                                        std::int64_t frame_count) {
  MELISMA_ASSERT(phonemes.size() == ends_s.size());
  const auto count = static_cast<std::int64_t>(phonemes.size());
  if (frame_count < count) {
    throw InputError("found " + std::to_string(count) + " phonemes in " +
                     std::to_string(frame_count) +
                     " frames; wanted at least a frame each. Check the corpus item.");
  }
  std::vector<TimedPhoneme> timed;
  std::int64_t begin = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    // Every later phoneme still needs its frame.
    const std::int64_t latest = frame_count - (count - 1 - i);
    const auto place = static_cast<std::size_t>(i);
    const std::int64_t rounded = std::llround(ends_s[place] * frame_rate);
    const std::int64_t end = i + 1 == count ? frame_count : std::clamp(rounded, begin + 1, latest);
    timed.push_back({phonemes[place], static_cast<int>(end - begin)});
    begin = end;
  }
  return timed;
}

}  // namespace melisma::models
