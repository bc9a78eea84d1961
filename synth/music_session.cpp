#include "synth/music_session.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "audio/error.h"
#include "models/text/music_words.h"

namespace melisma::synth {
namespace {

constexpr std::int64_t kBlockFrames = 256;

std::int64_t frames_in(const std::vector<std::int32_t>& codes, std::size_t codebooks) {
  if (codes.size() % codebooks != 0) {
    throw ShapeError("the prompt has " + std::to_string(codes.size()) +
                     " codes, wanted a multiple of " + std::to_string(codebooks));
  }
  return static_cast<std::int64_t>(codes.size() / codebooks);
}

}  // namespace

std::int64_t music_frames(const models::ScoreTimeline& score) {
  return score.frame_count() +
         static_cast<std::int64_t>(std::llround(kMusicTailSeconds * score.frame_rate()));
}

void require_music_model(const models::LanguageModel& model,
                         const codec::CodecInfo& codec,
                         const std::string& name) {
  const models::LanguageModelConfig& config = model.config();
  require_kind(model, "music", name);
  require_codec(model, codec, name);
  // The layout grows at its end: a model of before is told what it knows.
  const bool known = config.feature_count == models::kScoreFeatureCount ||
                     config.feature_count == models::kLatenessFeatures;
  if (!known ||
      (config.text_vocabulary != 0 && config.text_vocabulary != models::kMusicVocabularySize)) {
    throw CheckpointError(name + " knows " + std::to_string(config.feature_count) +
                          " score features and " + std::to_string(config.text_vocabulary) +
                          " words, wanted " + std::to_string(models::kScoreFeatureCount) + " and " +
                          std::to_string(models::kMusicVocabularySize) +
                          ". Use a model trained by this version.");
  }
}

MusicSession::MusicSession(const models::LanguageModel& model, MusicRequest request)
    : request_(std::move(request)),
      codebooks_(static_cast<std::size_t>(model.config().codebooks())),
      prompt_frames_(frames_in(request_.prompt, codebooks_)),
      frames_(request_.frames),
      generator_(model,
                 request_.draw,
                 model.config().text_vocabulary > 0 ? std::span<const std::int32_t>(request_.text)
                                                    : std::span<const std::int32_t>()) {
  if (frames_ < 0) {
    throw ConfigError("music of " + std::to_string(frames_) + " frames, wanted 0 or more");
  }
}

models::FeatureRow MusicSession::features_at(std::int64_t frame) {
  const std::int64_t place = frame - prompt_frames_;
  if (!request_.score || place < 0) {
    return {&models::kUnconditionalFeature, 1};
  }
  if (place < block_begin_ || place >= block_begin_ + block_.frame_count()) {
    block_begin_ = place;
    block_ = models::score_features(
        *request_.score, place, std::min(place + kBlockFrames, frames_), request_.mask);
  }
  return block_.frame(place - block_begin_);
}

bool MusicSession::next(std::span<std::int32_t> codes) {
  const std::int64_t frame = generator_.frames();
  if (frame >= expected_frames()) {
    return false;
  }
  const models::FeatureRow features = features_at(frame);
  if (frame < prompt_frames_) {
    const auto given = std::span<const std::int32_t>(request_.prompt)
                           .subspan(static_cast<std::size_t>(frame) * codebooks_, codebooks_);
    std::copy(given.begin(), given.end(), codes.begin());
    generator_.feed(given, features);
  } else {
    generator_.next(codes, features);
  }
  return true;
}

}  // namespace melisma::synth
