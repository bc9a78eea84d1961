#include "cli/eval/caption_agreement.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "audio/metrics/key_estimate.h"
#include "audio/metrics/tempo_estimate.h"
#include "audio/midi/playing_time.h"
#include "models/planner/plan_header.h"

namespace melisma::cli {
namespace {

constexpr double kTolerance = 0.04;  // of a tempo

bool plays(const std::vector<double>& seconds, int index) {
  return index >= 0 && index < static_cast<int>(seconds.size()) &&
         seconds[static_cast<std::size_t>(index)] > 0;
}

bool is_named(const models::CaptionAttributes& said, int family) {
  const auto of_family = [family](int program) { return program / 8 == family; };
  return std::any_of(said.programs.begin(), said.programs.end(), of_family) ||
         std::find(said.families.begin(), said.families.end(), family) != said.families.end();
}

void judge_instruments(const models::CaptionAttributes& said,
                       const audio::Score& score,
                       CaptionAgreement& agreement) {
  const std::vector<double> programs = audio::seconds_by_program(score);
  const std::vector<double> families = audio::seconds_by_family(score);
  const auto program_plays = [&](int program) { return plays(programs, program); };
  const auto family_plays = [&](int family) { return plays(families, family); };
  if (!said.programs.empty() || !said.families.empty()) {
    const auto leading = std::max_element(families.begin(), families.end());
    agreement.leading_family =
        *leading > 0 && is_named(said, static_cast<int>(leading - families.begin()));
    agreement.instruments =
        std::all_of(said.programs.begin(), said.programs.end(), program_plays) &&
        std::all_of(said.families.begin(), said.families.end(), family_plays);
  }
  if (!said.excluded_programs.empty() || !said.excluded_families.empty()) {
    agreement.exclusions =
        std::none_of(said.excluded_programs.begin(), said.excluded_programs.end(), program_plays) &&
        std::none_of(said.excluded_families.begin(), said.excluded_families.end(), family_plays);
  }
}

/// `bpm` is exact, or an estimate whose metrical level is anybody's guess.
std::optional<bool> judge_tempo(const models::CaptionAttributes& said, double bpm, bool fold) {
  if (said.tempo_bpm) {
    const double heard = fold && bpm > 0 ? audio::fold_tempo(bpm, *said.tempo_bpm) : bpm;
    return std::abs(heard / *said.tempo_bpm - 1) <= kTolerance;
  }
  if (said.tempo_range) {
    const double low = said.tempo_range->low_bpm;
    const double high = said.tempo_range->high_bpm;
    const double middle = std::sqrt(std::max(low, 1.0) * std::max(high, 1.0));
    const double heard = fold && bpm > 0 ? audio::fold_tempo(bpm, middle) : bpm;
    return heard >= low * (1 - kTolerance) && heard <= high * (1 + kTolerance);
  }
  return std::nullopt;
}

void judge_key(const models::CaptionAttributes& said,
               const audio::KeyEstimate& key,
               CaptionAgreement& agreement) {
  if (said.tonic) {
    agreement.tonic = *said.tonic == key.tonic;
  }
  if (said.mode) {
    const bool minor =
        *said.mode == models::MusicMode::kMinor || *said.mode == models::MusicMode::kDorian;
    agreement.mode = minor == key.minor;
  }
}

void judge_style(const models::CaptionAttributes& said,
                 const audio::Score& score,
                 const StyleListener& listener,
                 CaptionAgreement& agreement) {
  constexpr std::ptrdiff_t kNear = 3;
  if (!said.style) {
    return;
  }
  const std::vector<std::string> heard = listener.likeliest(score);
  if (!heard.empty()) {
    const auto place = std::find(heard.begin(), heard.end(), *said.style) - heard.begin();
    agreement.style = place == 0;
    agreement.near_style = place < kNear;
  }
}

}  // namespace

CaptionAgreement score_agreement(const models::CaptionAttributes& said,
                                 const audio::Score& score,
                                 const StyleListener& listener) {
  const models::PlanHeader header = models::header_of_score(score).header;
  CaptionAgreement agreement;
  judge_instruments(said, score, agreement);
  if (said.drums) {
    const bool has_drums = std::any_of(score.notes.begin(),
                                       score.notes.end(),
                                       [](const audio::Note& note) { return note.is_drum(); });
    agreement.drums = *said.drums == has_drums;
  }
  agreement.tempo = judge_tempo(said, header.tempo_bpm, false);
  judge_key(said, audio::estimate_key(audio::timed_notes(score)), agreement);
  if (said.metre) {
    agreement.metre =
        said.metre->numerator == header.numerator && said.metre->denominator == header.denominator;
  }
  judge_style(said, score, listener, agreement);
  return agreement;
}

CaptionAgreement sound_agreement(const models::CaptionAttributes& said,
                                 std::span<const float> sound,
                                 int sample_rate) {
  CaptionAgreement agreement;
  agreement.tempo = judge_tempo(said, audio::estimate_signal_tempo(sound, sample_rate), true);
  judge_key(said, audio::estimate_key(sound, sample_rate), agreement);
  return agreement;
}

void CaptionAgreementMean::add(const CaptionAgreement& piece) {
  const std::array all = {piece.leading_family,
                          piece.instruments,
                          piece.exclusions,
                          piece.drums,
                          piece.tempo,
                          piece.tonic,
                          piece.mode,
                          piece.metre,
                          piece.style,
                          piece.near_style};
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i]) {
      shares_[i].add(*all[i] ? 100.0 : 0.0);
    }
  }
}

void CaptionAgreementMean::add_row(FigureTable& table, const std::string& name) const {
  std::vector<std::optional<double>> figures;
  for (const FigureMean& share : shares_) {
    figures.push_back(share.mean());
  }
  table.add_row(name, std::move(figures));
}

FigureTable caption_table() {
  return FigureTable("% right",
                     {{"leading_family", "family", 0},
                      {"instruments", "instruments", 0},
                      {"exclusions", "exclusions", 0},
                      {"drums", "drums", 0},
                      {"tempo", "tempo", 0},
                      {"tonic", "tonic", 0},
                      {"mode", "mode", 0},
                      {"metre", "metre", 0},
                      {"style", "style", 0},
                      {"near_style", "of 3", 0}});
}

}  // namespace melisma::cli
