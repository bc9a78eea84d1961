#include "cli/sample_material.h"

#include <array>

#include "cli/text_input.h"
#include "models/conditioning/phoneme_features.h"
#include "models/conditioning/score_features.h"
#include "models/model_store.h"
#include "models/planner/plan_features.h"
#include "models/planner/score_events.h"
#include "models/text/duration_model.h"
#include "models/text/music_vocabulary.h"
#include "synth/speech_session.h"

namespace melisma::cli {
namespace {

constexpr std::int64_t kFrames = 300;  // or events of a planner

models::FrameFeatures sample_phonemes(const std::filesystem::path& path, double frame_rate) {
  const models::DurationModel durations(models::SafetensorsFile(models::find_duration_model(path)));
  WholeText text(kSampleText, "the sample text");
  models::FrameFeatures features;
  for (bool first = true; const auto sentence = text.next(); first = false) {
    const auto timed = synth::time_sentence(*sentence, durations, {}, frame_rate, first);
    const auto of_sentence = models::phoneme_features(timed, sentence->type, 0);
    for (std::int64_t t = 0; t < of_sentence.frame_count(); ++t) {
      features.push_frame(of_sentence.frame(t));
    }
  }
  return features;
}

/// What a planner is told while the bars of the sample score come again and again.
models::FrameFeatures sample_plan_features(std::span<const std::int32_t> tokens) {
  const models::ScorePlan plan = models::events_from_score(sample_score());
  models::PlanFeatures of_piece(tokens);
  models::FrameFeatures features;
  std::vector<models::Feature> row;
  for (std::size_t i = 0; features.frame_count() < kFrames; ++i) {
    const models::ScoreEvent& event = plan.events[i % plan.events.size()];
    if (event[0] != models::kEndEvent) {
      of_piece.next(row);
      features.push_frame(row);
      of_piece.push(event);
    }
  }
  return features;
}

/// Features that a model of before does not know are left out.
models::FrameFeatures known_to(const models::LanguageModel& model,
                               const models::FrameFeatures& features) {
  models::FrameFeatures known;
  for (std::int64_t t = 0; t < features.frame_count(); ++t) {
    known.push_frame(model.known(features.frame(t)));
  }
  return known;
}

}  // namespace

audio::Score sample_score() {
  constexpr std::array<std::uint8_t, 4> kRoots{48, 53, 55, 48};
  constexpr std::array<std::uint8_t, 8> kScale{72, 74, 76, 77, 79, 81, 83, 84};
  constexpr std::int64_t kEighth = 240;
  audio::Score score;
  score.ticks_per_quarter = 2 * kEighth;
  for (std::size_t bar = 0; bar < kRoots.size(); ++bar) {
    const std::int64_t start = static_cast<std::int64_t>(bar * kScale.size()) * kEighth;
    for (const int above : {0, 4, 7}) {
      const auto pitch = static_cast<std::uint8_t>(kRoots[bar] + above);
      score.notes.push_back({start, 8 * kEighth, 0, 0, pitch, 80});
    }
    for (std::size_t i = 0; i < kScale.size(); ++i) {
      score.notes.push_back(
          {start + static_cast<std::int64_t>(i) * kEighth, kEighth, 0, 0, kScale[i], 90});
    }
  }
  return score;
}

models::ComparisonProbe sample_probe(const models::LanguageModel& model,
                                     const std::filesystem::path& path) {
  const models::LanguageModelConfig& config = model.config();
  models::ComparisonProbe probe;
  probe.frames = kFrames;
  if (config.text_vocabulary > 0) {
    const auto tokens = models::MusicVocabulary::instance().parse("calm piano in C major").tokens;
    probe.text.assign(tokens.begin(), tokens.end());
  }
  if (config.kind == "speech") {
    probe.features = sample_phonemes(path, config.frame_rate);
    probe.frames = std::min(probe.frames, probe.features.frame_count());
  } else if (config.kind == "planner") {
    probe.features = sample_plan_features(probe.text);
  } else if (config.feature_count > 0) {
    probe.features =
        known_to(model, models::score_features(sample_score(), config.frame_rate, kFrames));
  }
  return probe;
}

}  // namespace melisma::cli
