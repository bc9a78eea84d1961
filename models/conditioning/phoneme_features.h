#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "models/conditioning/frame_features.h"
#include "models/text/phoneme.h"

namespace melisma::models {

/// The voices a speech model can have; the slot is the index. Spare slots have no name yet.
inline constexpr int kVoiceSlots = 8;
inline constexpr std::string_view kVoiceNames[] = {"rms", "slt", "awb"};
/// Slot of a voice's name; -1 if there is none.
int voice_slot(std::string_view name);

/// A phoneme with its length in codec frames, at least 1.
struct TimedPhoneme {
  Phoneme phoneme;
  int frames = 1;
};

/// The rows of a speech model's feature table: what each feature index of a frame means.
///
///   index      value     meaning
///   0          1         no condition
///   1..        1         this frame's phoneme (42)
///   43..       1         the phoneme before it; pause at the start
///   85..       1         the phoneme after it; pause at the end
///   127..      1         the phoneme after that
///   169        0..1      share of the phoneme that has passed at the frame's middle
///   170        0..1      1 - that
///   171..175   0..1      triangles over that share, centred at 0, 1/4, 1/2, 3/4, 1
///   176..191   1         length of the phoneme: 1 .. 15 frames, 16 or more
///   192..207   1         frame of the phoneme, likewise, from 0
///   208        1         stressed;  209 accented;  210 in the last word of a phrase
///   211        1         in the first phoneme of a word;  212 in the last
///   213..217   1         phonemes to the next pause: 0..1, 2..3, 4..7, 8..15, more
///   218..220   1         the sentence is a statement, a question, an exclamation
///   221..228   1         voice
///   229..232   1         part of the sentence that has passed: quarter
inline constexpr int kThisPhoneme = 1;
inline constexpr int kPreviousPhoneme = kThisPhoneme + kPhonemeCount;
inline constexpr int kNextPhoneme = kPreviousPhoneme + kPhonemeCount;
inline constexpr int kSecondNextPhoneme = kNextPhoneme + kPhonemeCount;
inline constexpr int kPhonemeProgress = kSecondNextPhoneme + kPhonemeCount;
inline constexpr int kPhonemeTriangles = kPhonemeProgress + 2;
inline constexpr int kPhonemeLength = kPhonemeTriangles + 5;
inline constexpr int kPhonemeFrame = kPhonemeLength + 16;
inline constexpr int kPhonemeFlags = kPhonemeFrame + 16;
inline constexpr int kPhraseRest = kPhonemeFlags + 5;
inline constexpr int kSentenceKind = kPhraseRest + 5;
inline constexpr int kVoice = kSentenceKind + 3;
inline constexpr int kSentenceQuarter = kVoice + kVoiceSlots;
inline constexpr int kPhonemeFeatureCount = kSentenceQuarter + 4;
static_assert(kPhonemeFeatureCount == 233, "models are trained on this layout: append only");

/// Features of all frames of a sentence, sum of the lengths in all.
FrameFeatures phoneme_features(std::span<const TimedPhoneme> phonemes,
                               SentenceType type,
                               int voice);

/// Lengths in frames from end times in seconds: boundaries round to the nearest frame, every
/// phoneme keeps at least one, and the last one takes what is left of `frame_count`. Fewer frames
/// than phonemes is an InputError.
std::vector<TimedPhoneme> time_phonemes(std::span<const Phoneme> phonemes,
                                        std::span<const double> ends_s,
                                        double frame_rate,
                                        std::int64_t frame_count);

}  // namespace melisma::models
