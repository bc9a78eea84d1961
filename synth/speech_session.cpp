#include "synth/speech_session.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "audio/error.h"
#include "models/conditioning/phoneme_features.h"
#include "models/text/phonemizer.h"

namespace melisma::synth {
namespace {

constexpr int kLeadFrames = 2;  // of the pause before a sentence; what follows, the model hears

// Streams kSpeech .. kSpeech + 65535 are the sentences'; after so many they come again.
constexpr std::int64_t kSentenceStreams = 0x10000;

bool is_pause(const models::TimedPhoneme& timed) {
  return timed.phoneme.id == models::kPause;
}

std::string list_of(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    text += (text.empty() ? "" : ", ") + name;
  }
  return text;
}

int at_speed(int frames, double speed) {
  return std::max(1, static_cast<int>(std::lround(frames / speed)));
}

}  // namespace

void require_speech_model(const models::LanguageModel& model,
                          const models::DurationModel& durations,
                          const codec::CodecInfo& codec,
                          const std::string& name) {
  require_kind(model, "speech", name);
  require_codec(model, codec, name);
  if (model.config().feature_count != models::kPhonemeFeatureCount ||
      model.config().text_vocabulary != 0) {
    throw CheckpointError(name + " knows " + std::to_string(model.config().feature_count) +
                          " phoneme features and " +
                          std::to_string(model.config().text_vocabulary) + " words, wanted " +
                          std::to_string(models::kPhonemeFeatureCount) +
                          " and 0. Use a model trained by this version.");
  }
  const auto& voices = durations.voices();
  for (std::size_t voice = 0; voice < voices.size(); ++voice) {
    if (models::voice_slot(voices[voice]) != static_cast<int>(voice)) {
      throw CheckpointError("the duration model has the voices " + list_of(voices) +
                            ", which are not those of " + name +
                            ". Use the duration model that belongs to it.");
    }
  }
}

std::vector<std::int32_t> silent_codes(const codec::Codec& codec) {
  const auto frames = static_cast<std::size_t>(codec.info().encoder_look_ahead + 4);
  const std::vector<float> silence(frames * static_cast<std::size_t>(codec.info().hop_length));
  const auto codes = codec::encode_all(codec, silence);
  const auto books = static_cast<std::ptrdiff_t>(codec.info().codebooks);
  return {codes.begin() + 2 * books, codes.begin() + 3 * books};
}

int find_voice(const models::DurationModel& durations, const std::string& name) {
  const auto found = std::ranges::find(durations.voices(), name);
  if (found == durations.voices().end()) {
    throw ConfigError("found no voice \"" + name + "\"; the voices are " +
                      list_of(durations.voices()) + ".");
  }
  return static_cast<int>(found - durations.voices().begin());
}

std::vector<models::TimedPhoneme> time_sentence(const models::Sentence& sentence,
                                                const models::DurationModel& durations,
                                                const SpeechRequest& request,
                                                double frame_rate,
                                                bool first) {
  const auto phonemes = models::phonemize(sentence.text, sentence.pronunciations);
  const auto seconds = durations.seconds(phonemes, sentence.type, request.voice);
  auto timed = models::round_to_frames(phonemes, seconds, request.speed, frame_rate);
  if (std::ranges::all_of(timed, is_pause)) {
    return {};  // nothing to say
  }
  const int clause = at_speed(request.pauses.clause, request.speed);
  if (is_pause(timed.back()) && sentence.goes_on) {
    timed.back().frames = std::min(timed.back().frames, clause);
  }
  int& begin = timed.front().frames;
  if (is_pause(timed.front()) && sentence.before == models::SentenceBreak::kClause) {
    begin = std::min(begin, clause);
  } else if (is_pause(timed.front()) && sentence.before == models::SentenceBreak::kParagraph &&
             !first) {
    begin += at_speed(request.pauses.paragraph, request.speed);
    begin = std::min(begin, models::kLongestPhonemeFrames);
  }
  return timed;
}

SpeechSession::SpeechSession(const models::LanguageModel& model,
                             const models::DurationModel& durations,
                             SpeechRequest request)
    : durations_(durations),
      request_(std::move(request)),
      frame_rate_(model.config().frame_rate),
      generator_(model, request_.draw, {}),
      start_(generator_.state()) {
  if (!(request_.speed >= models::kSlowestSpeed && request_.speed <= models::kFastestSpeed)) {
    throw ConfigError("the speed is " + std::to_string(request_.speed) + ", wanted 0.5 to 2.");
  }
  if (request_.voice < 0 || request_.voice >= std::ssize(durations_.voices())) {
    throw ConfigError("found voice " + std::to_string(request_.voice) + ", wanted 0 to " +
                      std::to_string(durations_.voices().size() - 1) + ".");
  }
  MELISMA_ASSERT(request_.sentences != nullptr);
}

bool SpeechSession::begin_sentence() {
  while (const auto sentence = request_.sentences()) {
    silent_frames_ += std::llround(sentence->pause_s * frame_rate_);
    if (silent_frames_ > 0) {
      return true;
    }
    const auto timed = time_sentence(*sentence, durations_, request_, frame_rate_, sentences_ == 0);
    if (timed.empty()) {
      continue;
    }
    features_ = models::phoneme_features(timed, sentence->type, request_.voice);
    frame_ = 0;
    const bool leads = is_pause(timed.front()) && !request_.silence.empty();
    lead_frames_ = leads ? std::min(kLeadFrames, timed.front().frames - 1) : 0;
    generator_.go_back(start_);
    generator_.set_stream(request_.draw.stream +
                          static_cast<std::uint32_t>(sentences_ % kSentenceStreams));
    ++sentences_;
    return true;
  }
  return false;
}

bool SpeechSession::next(std::span<std::int32_t> codes) {
  if (silent_frames_ == 0 && frame_ >= features_.frame_count() && !begin_sentence()) {
    return false;
  }
  if (silent_frames_ > 0) {
    MELISMA_ASSERT(request_.silence.size() == codes.size());
    std::ranges::copy(request_.silence, codes.begin());
    --silent_frames_;
    return true;
  }
  if (frame_ < lead_frames_) {
    std::ranges::copy(request_.silence, codes.begin());
    generator_.feed(codes, features_.frame(frame_));
  } else {
    generator_.next(codes, features_.frame(frame_));
  }
  ++frame_;
  return true;
}

}  // namespace melisma::synth
