#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "codec/codec.h"
#include "models/conditioning/frame_features.h"
#include "models/text/duration_model.h"
#include "models/text/sentences.h"
#include "models/transformer/language_model.h"
#include "synth/frame_generator.h"
#include "synth/frame_source.h"
#include "synth/sampling_defaults.h"

namespace melisma::synth {

/// Gives the sentences to speak one after another; none at the end. May wait for more text.
using SentenceSource = std::function<std::optional<models::Sentence>()>;

/// Pauses that the duration model does not know of, in frames at speed 1. Between two sentences
/// there is the pause that ends the one and the pause that begins the other, as they are predicted.
struct SpeechPauses {
  int clause = 3;      // of either pause where a sentence was too long to be spoken at once
  int paragraph = 15;  // more before a new paragraph, but not before the first sentence
};

/// What a speech session is to say, and how.
struct SpeechRequest {
  SentenceSource sentences;
  int voice = 0;       // index of DurationModel::voices and of models::kVoiceNames
  double speed = 1.0;  // kSlowestSpeed .. kFastestSpeed; 2 = twice as fast
  DrawSettings draw{kSpeechSampling, 0, models::random_stream::kSpeech};
  SpeechPauses pauses;
  /// K codes of a silent frame, for pauses that the text asks for, and those that begin a sentence:
  /// a model that has heard nothing yet may take a pause for a breath. Empty: those are drawn.
  std::vector<std::int32_t> silence;
};

/// The codes of a frame of digital silence.
std::vector<std::int32_t> silent_codes(const codec::Codec& codec);

/// Throws CheckpointError that says which of the three does not fit, unless `model` is a speech
/// model that writes the codes of `codec` and knows the voices of `durations`. `name` is the
/// model's, for messages.
void require_speech_model(const models::LanguageModel& model,
                          const models::DurationModel& durations,
                          const codec::CodecInfo& codec,
                          const std::string& name);

/// Index of a voice by its name. Throws ConfigError listing the names there are.
int find_voice(const models::DurationModel& durations, const std::string& name);

/// Phonemes of a sentence with their lengths in frames, as the session speaks it: pauses at both
/// ends included, every length 1 to kLongestPhonemeFrames. Empty when there is nothing to say.
/// `first`: nothing was said before.
std::vector<models::TimedPhoneme> time_sentence(const models::Sentence& sentence,
                                                const models::DurationModel& durations,
                                                const SpeechRequest& request,
                                                double frame_rate,
                                                bool first);

/// Sentences to codec frames: phonemes, their lengths, features, codes. Every phoneme has a bounded
/// number of frames, settled before anything is drawn, so speech can neither run away nor skip a
/// word. Each sentence starts the model afresh (it learnt from whole sentences), with draws of its
/// own; the codes follow each other as one stream, joined within pauses. Same models, sentences and
/// settings: same codes. [inference] thread; the models must outlive it.
class SpeechSession final : public FrameSource {
 public:
  /// `model` has passed require_speech_model. Throws ConfigError for settings out of range.
  SpeechSession(const models::LanguageModel& model,
                const models::DurationModel& durations,
                SpeechRequest request);

  /// Passes on what the source of sentences throws.
  bool next(std::span<std::int32_t> codes) override;
  /// 0: how much text comes is not known.
  [[nodiscard]] std::int64_t expected_frames() const override { return 0; }
  /// Sentences (or pieces of long ones) begun so far.
  [[nodiscard]] std::int64_t sentences() const noexcept { return sentences_; }

 private:
  bool begin_sentence();

  const models::DurationModel& durations_;
  SpeechRequest request_;
  double frame_rate_;
  FrameGenerator generator_;
  GeneratorState start_;  // of every sentence
  models::FrameFeatures features_;
  std::int64_t frame_ = 0;        // of features_: the next to make
  std::int64_t lead_frames_ = 0;  // of features_ that are silent
  std::int64_t sentences_ = 0;
  std::int64_t silent_frames_ = 0;  // still to come, of a pause that the text asks for
};

}  // namespace melisma::synth
