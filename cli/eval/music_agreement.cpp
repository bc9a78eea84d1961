#include "cli/eval/music_agreement.h"

#include <algorithm>

#include "audio/metrics/chroma_correlation.h"
#include "audio/metrics/loopiness.h"
#include "audio/metrics/onset_agreement.h"
#include "audio/metrics/tempo_estimate.h"
#include "models/planner/plan_header.h"

namespace melisma::cli {
namespace {

/// An estimate from less than this says little.
constexpr double kLeastTempoSeconds = 6;

std::vector<audio::TimedNote> notes_before(const audio::Score& score, double end_s) {
  std::vector<audio::TimedNote> notes = audio::timed_notes(score);
  std::erase_if(notes, [end_s](const audio::TimedNote& note) { return note.onset_s >= end_s; });
  return notes;
}

}  // namespace

MusicAgreement music_agreement(std::span<const float> reference,
                               std::span<const float> sound,
                               int sample_rate,
                               const audio::Score& score) {
  const std::size_t length = std::min(reference.size(), sound.size());
  reference = reference.first(length);
  sound = sound.first(length);
  const double seconds = static_cast<double>(length) / sample_rate;
  MusicAgreement agreement;
  agreement.chroma = audio::chroma_correlation(reference, sound, sample_rate);
  agreement.onset_f = audio::onset_f_measure(reference, sound, sample_rate);
  agreement.flux = audio::flux_correlation(reference, sound, sample_rate);
  agreement.score_chroma =
      audio::chroma_correlation(notes_before(score, seconds), sound, sample_rate);
  agreement.loopiness = audio::loopiness(sound, sample_rate);
  if (seconds >= kLeastTempoSeconds) {
    agreement.tempo_error = audio::tempo_error(audio::estimate_signal_tempo(sound, sample_rate),
                                               models::header_of_score(score).header.tempo_bpm);
  }
  return agreement;
}

void MusicAgreementMean::add(const MusicAgreement& piece) {
  chroma_.add(piece.chroma);
  onset_f_.add(piece.onset_f);
  flux_.add(piece.flux);
  score_chroma_.add(piece.score_chroma);
  tempo_error_.add(piece.tempo_error);
  if (piece.tempo_error) {
    tempo_right_.add(*piece.tempo_error <= kTempoTolerance ? 1.0 : 0.0);
  }
  loopiness_.add(piece.loopiness);
}

void MusicAgreementMean::add_row(FigureTable& table, const std::string& name) const {
  table.add_row(name,
                {chroma_.mean(),
                 onset_f_.mean(),
                 flux_.mean(),
                 score_chroma_.mean(),
                 tempo_error_.mean(),
                 tempo_right_.mean(),
                 loopiness_.mean()});
}

FigureTable agreement_table() {
  return FigureTable("sound",
                     {{"chroma", "chroma", 3},
                      {"onset_f", "onset F", 3},
                      {"flux", "flux", 3},
                      {"score_chroma", "score chroma", 3},
                      {"tempo_error", "tempo error", 3},
                      {"tempo_right", "tempo right", 2},
                      {"loopiness", "loopiness", 3}});
}

}  // namespace melisma::cli
