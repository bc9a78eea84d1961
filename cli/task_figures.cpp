#include "cli/task_figures.h"

#include <algorithm>
#include <memory>
#include <vector>

#include "audio/resampler.h"
#include "cli/eval/figure_mean.h"
#include "cli/eval/generated_sound.h"
#include "cli/eval/intelligibility.h"
#include "cli/eval/music_agreement.h"
#include "cli/eval/speech_evaluation.h"
#include "cli/interrupt.h"
#include "cli/music_models.h"
#include "cli/speech_models.h"
#include "cli/spoken_sound.h"
#include "models/corpus/composition.h"
#include "models/corpus/music_synthesiser.h"
#include "models/model_store.h"
#include "synth/music_session.h"
#include "synth/sampling_defaults.h"

namespace melisma::cli {
namespace {

constexpr std::uint64_t kSeed = 900007;  // of sentences and pieces: none that was trained on
constexpr double kPieceSeconds = 12;

nlohmann::json speech_figures(const std::string& model, int items) {
  const SpeechModel speech = open_speech_model(model, "");
  const auto sentences = grammar_sentences(kSeed, items);
  Intelligibility words(sentences, other_grammar_seed(kSeed));
  audio::WordErrors errors;
  for (const std::string& text : sentences) {
    const auto sound = speak_text(speech, text, 0, synth::SpeechRequest{}.draw);
    errors += words.errors(text, sound.samples, speech.codec->info().sample_rate);
  }
  return {{"word_error_rate", errors.rate()}};
}

nlohmann::json music_figures(const std::string& model, int items) {
  const MusicModel music = open_music_model(model);
  const int rate = music.codec->info().sample_rate;
  FigureMean chroma;
  FigureMean onsets;
  for (int i = 0; i < items; ++i) {
    const models::Composition piece = models::compose_piece(kSeed, i);
    auto reference = audio::resample_all(
        models::synthesise_music(
            piece.score, models::music_loudness_lufs(piece.facts), models::default_sound_font()),
        audio::SampleRate(models::kMusicSampleRate),
        audio::SampleRate(rate));
    reference.resize(std::min(reference.size(), static_cast<std::size_t>(kPieceSeconds * rate)));
    synth::MusicRequest request;
    request.score = std::make_shared<models::ScoreTimeline>(piece.score, music.frame_rate());
    request.frames = static_cast<std::int64_t>(kPieceSeconds * music.frame_rate());
    request.draw = {synth::kMusicSampling};
    synth::MusicSession session(music.model(), std::move(request));
    const auto sound = generate_sound(session, *music.codec, interrupt_flag());
    const MusicAgreement agreement = music_agreement(reference, sound.samples, rate, piece.score);
    chroma.add(agreement.chroma);
    onsets.add(agreement.onset_f);
  }
  return {{"chroma", chroma.mean().value_or(0)}, {"onset_f", onsets.mean().value_or(0)}};
}

}  // namespace

nlohmann::json task_figures(const std::filesystem::path& model, int items) {
  const std::string role = models::read_model_info(model).role;
  return role == "speech"  ? speech_figures(model.string(), items)
         : role == "music" ? music_figures(model.string(), items)
                           : nlohmann::json::object();
}

}  // namespace melisma::cli
