#include "cli/eval/score_facts.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <vector>

#include "audio/midi/playing_time.h"
#include "models/planner/final_bass.h"
#include "models/planner/plan_header.h"

namespace melisma::cli {
namespace {

double in_key_share(const audio::Score& score, const models::PlanHeader& header) {
  int inside = 0;
  int all = 0;
  for (const audio::Note& note : score.notes) {
    if (!note.is_drum()) {
      ++all;
      inside += models::in_scale((note.pitch - header.tonic + 120) % 12, header.minor) ? 1 : 0;
    }
  }
  return all == 0 ? 0 : static_cast<double>(inside) / all;
}

bool ends_on_tonic(const audio::Score& score, int tonic) {
  const int bass = models::final_bass(score);
  return bass < 128 && bass % 12 == tonic;
}

using BarNote = std::tuple<std::int64_t, std::uint8_t, std::uint8_t, std::uint8_t, std::int64_t>;
using Bars = std::map<std::int64_t, std::set<BarNote>>;  // by number; empty bars repeat nothing

struct Repeats {
  int repeated = 0;
  int could = 0;  // bars but for the first
  [[nodiscard]] double share() const {
    return could == 0 ? 0 : static_cast<double>(repeated) / could;
  }
};

void count_repeats(const Bars& bars, Repeats& repeats) {
  std::set<std::set<BarNote>> seen;
  for (const auto& [number, notes] : bars) {
    repeats.repeated += seen.insert(notes).second ? 0 : 1;
  }
  repeats.could += bars.empty() ? 0 : static_cast<int>(bars.size()) - 1;
}

void add_repeats(const audio::Score& score, const models::PlanHeader& header, ScoreFacts& facts) {
  constexpr int kDrums = 128;
  const std::int64_t bar_ticks = static_cast<std::int64_t>(score.ticks_per_quarter) * 4 *
                                 header.numerator / header.denominator;
  Bars all;
  std::map<int, Bars> parts;
  for (const audio::Note& note : score.notes) {
    const std::int64_t bar = note.start_tick / bar_ticks;
    const BarNote in_bar{
        note.start_tick % bar_ticks, note.channel, note.program, note.pitch, note.duration_ticks};
    all[bar].insert(in_bar);
    parts[note.is_drum() ? kDrums : note.program][bar].insert(in_bar);
  }
  Repeats of_bars;
  count_repeats(all, of_bars);
  facts.repeated_bar_share = of_bars.share();
  Repeats of_parts;
  for (const auto& [program, bars] : parts) {
    count_repeats(bars, of_parts);
  }
  facts.repeated_part_share = of_parts.share();
}

}  // namespace

ScoreFacts score_facts(const audio::Score& score) {
  const models::PlanHeader header = models::header_of_score(score).header;
  const std::vector<double> programs = audio::seconds_by_program(score);
  const double seconds = audio::duration_seconds(score);
  ScoreFacts facts;
  facts.in_key_share = in_key_share(score, header);
  facts.ends_on_tonic = ends_on_tonic(score, header.tonic);
  add_repeats(score, header, facts);
  facts.notes_per_second = seconds > 0 ? static_cast<double>(score.notes.size()) / seconds : 0;
  facts.programs = static_cast<int>(
      std::count_if(programs.begin(), programs.end(), [](double s) { return s > 0; }));
  return facts;
}

void ScoreFactsMean::add(const audio::Score& score) {
  const ScoreFacts facts = score_facts(score);
  in_key_.add(facts.in_key_share);
  tonic_.add(facts.ends_on_tonic ? 1.0 : 0.0);
  repeated_.add(facts.repeated_bar_share);
  repeated_parts_.add(facts.repeated_part_share);
  density_.add(facts.notes_per_second);
  programs_.add(facts.programs);
}

FigureTable ScoreFactsMean::table() {
  return FigureTable("scores",
                     {{"in_key", "in key", 3},
                      {"ends_on_tonic", "ends on tonic", 2},
                      {"repeated_bars", "repeated bars", 2},
                      {"repeated_parts", "of each player", 2},
                      {"notes_per_second", "notes/s", 1},
                      {"programs", "programs", 1}});
}

void ScoreFactsMean::add_row(FigureTable& table, const std::string& name) const {
  table.add_row(name,
                {in_key_.mean(),
                 tonic_.mean(),
                 repeated_.mean(),
                 repeated_parts_.mean(),
                 density_.mean(),
                 programs_.mean()});
}

}  // namespace melisma::cli
