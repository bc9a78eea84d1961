#include "cli/eval/style_listener.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "models/planner/score_events.h"

namespace melisma::cli {
namespace {

using models::ScoreEvent;

// What a trait is about; the number says the rest.
enum class Trait : std::uint32_t {
  kProgram,
  kDrumStroke,
  kBassOnset,
  kOnset,
  kChordQuality,
  kMostlyChordQuality,
  kChordStep,
  kTempo,
  kMetre,
  kMinor,
  kPlayers,
  kNotesPerBar,
  kBassNotesPerBar,
  kLength,
  kAnything,  // every score has it: how frequent a style is
};
constexpr std::uint32_t kNumbers = 1 << 16;

constexpr double kUsual = .3;    // share of the bars in which something must happen to be a habit
constexpr double kPresent = .1;  // of the chords, to be a colour
constexpr double kMostly = .4;
constexpr double kStep = .1;
constexpr double kFirstSquares = 1e-6;

std::uint32_t trait(Trait about, int number) {
  return static_cast<std::uint32_t>(about) * kNumbers + static_cast<std::uint32_t>(number);
}

int half_octaves(double ratio) {
  return static_cast<int>(std::lround(20 + 2 * std::log2(std::max(ratio, 1e-3))));
}

/// Who plays lowest on the whole; -1 if nobody does.
int bass_program(const std::vector<ScoreEvent>& events) {
  std::array<double, models::kDrumProgram> pitches{};
  std::array<int, models::kDrumProgram> notes{};
  for (const ScoreEvent& event : events) {
    if (event[0] >= models::kNoteEvent && event[1] != models::kDrumProgram) {
      pitches[static_cast<std::size_t>(event[1])] += event[2];
      ++notes[static_cast<std::size_t>(event[1])];
    }
  }
  int lowest = -1;
  double least = 1e9;
  for (std::size_t program = 0; program < notes.size(); ++program) {
    if (notes[program] > 0 && pitches[program] / notes[program] < least) {
      least = pitches[program] / notes[program];
      lowest = static_cast<int>(program);
    }
  }
  return lowest;
}

/// Traits of what happens in bars, counted once a bar.
class BarHabits {
 public:
  void begin_bar() {
    ++bars_;
    in_bar_.clear();
  }
  void add(std::uint32_t which) { counts_[which] += in_bar_.insert(which).second ? 1 : 0; }
  void keep(double share, std::set<std::uint32_t>& traits) const {
    for (const auto& [which, count] : counts_) {
      if (count >= share * bars_) {
        traits.insert(which);
      }
    }
  }

 private:
  int bars_ = 0;
  std::set<std::uint32_t> in_bar_;
  std::map<std::uint32_t, int> counts_;
};

void add_chord_traits(const std::vector<ScoreEvent>& events, std::set<std::uint32_t>& traits) {
  std::map<int, int> qualities;
  std::map<int, int> steps;
  int chords = 0;
  int before = -1;
  for (const ScoreEvent& event : events) {
    const int root = event[2] - models::kChordRootCodes;
    if (event[0] != models::kBarEvent || root >= models::kNoChordRoot) {
      continue;
    }
    ++chords;
    ++qualities[event[3]];
    if (before >= 0) {
      ++steps[(root - before + 12) % 12];
    }
    before = root;
  }
  for (const auto& [quality, count] : qualities) {
    if (count >= kPresent * chords) {
      traits.insert(trait(Trait::kChordQuality, quality));
    }
    if (count >= kMostly * chords) {
      traits.insert(trait(Trait::kMostlyChordQuality, quality));
    }
  }
  for (const auto& [step, count] : steps) {
    if (count >= kPresent * chords) {
      traits.insert(trait(Trait::kChordStep, step));
    }
  }
}

void add_note_traits(const std::vector<ScoreEvent>& events, std::set<std::uint32_t>& traits) {
  const int bass = bass_program(events);
  BarHabits habits;
  std::map<int, int> lengths;
  std::set<int> players;
  int bars = 0;
  int notes = 0;
  int bass_notes = 0;
  for (const ScoreEvent& event : events) {
    const int position = event[0] - models::kNoteEvent;
    if (event[0] == models::kBarEvent) {
      habits.begin_bar();
      ++bars;
    } else if (position >= 0 && event[1] == models::kDrumProgram) {
      players.insert(event[1]);
      habits.add(trait(Trait::kDrumStroke, event[2] * models::kMaxBarUnits + position));
    } else if (position >= 0) {
      players.insert(event[1]);
      ++notes;
      ++lengths[event[3]];
      bass_notes += event[1] == bass ? 1 : 0;
      habits.add(trait(event[1] == bass ? Trait::kBassOnset : Trait::kOnset, position));
    }
  }
  habits.keep(kUsual, traits);
  for (const int program : players) {
    traits.insert(trait(Trait::kProgram, program));
  }
  traits.insert(trait(Trait::kPlayers, static_cast<int>(players.size())));
  if (bars > 0 && notes > 0) {
    traits.insert(trait(Trait::kNotesPerBar, half_octaves(static_cast<double>(notes) / bars)));
    traits.insert(
        trait(Trait::kBassNotesPerBar, half_octaves(static_cast<double>(bass_notes) / bars)));
    const auto usual = std::max_element(
        lengths.begin(), lengths.end(), [](auto& a, auto& b) { return a.second < b.second; });
    traits.insert(trait(Trait::kLength, usual->first));
  }
}

}  // namespace

std::set<std::uint32_t> style_traits(const audio::Score& score) {
  constexpr double kTempoSteps = 6;  // an octave
  const models::ScorePlan plan = models::events_from_score(score);
  const models::PlanHeader& header = plan.header();
  std::set<std::uint32_t> traits;
  add_note_traits(plan.events, traits);
  add_chord_traits(plan.events, traits);
  traits.insert(trait(
      Trait::kTempo,
      static_cast<int>(std::lround(kTempoSteps * std::log2(std::max(header.tempo_bpm, 1.0))))));
  traits.insert(trait(Trait::kMetre, header.numerator * 64 + header.denominator));
  traits.insert(trait(Trait::kMinor, header.minor ? 1 : 0));
  traits.insert(trait(Trait::kAnything, 0));
  return traits;
}

std::vector<double> StyleListener::evidence(const std::set<std::uint32_t>& traits) const {
  std::vector<double> sums(styles_.size(), 0);
  for (const std::uint32_t each : traits) {
    if (const auto found = weights_.find(each); found != weights_.end()) {
      for (std::size_t style = 0; style < found->second.size(); ++style) {
        sums[style] += found->second[style].value;
      }
    }
  }
  return sums;
}

void StyleListener::learn(const audio::Score& score, const std::string& style) {
  if (std::ranges::find(styles_, style) == styles_.end()) {
    styles_.push_back(style);
  }
  const std::set<std::uint32_t> traits = style_traits(score);
  std::vector<double> gradients = evidence(traits);  // what it becomes, of the losses by it
  const double most = *std::ranges::max_element(gradients);
  double sum = 0;
  for (double& value : gradients) {
    sum += value = std::exp(value - most);
  }
  for (std::size_t other = 0; other < styles_.size(); ++other) {
    gradients[other] = gradients[other] / sum - (styles_[other] == style ? 1 : 0);
  }
  for (const std::uint32_t each : traits) {
    std::vector<Weight>& weights = weights_[each];
    weights.resize(styles_.size());
    for (std::size_t other = 0; other < styles_.size(); ++other) {
      Weight& weight = weights[other];
      weight.squares += gradients[other] * gradients[other];
      weight.value -= kStep * gradients[other] / std::sqrt(weight.squares + kFirstSquares);
    }
  }
}

std::vector<std::string> StyleListener::likeliest(const audio::Score& score) const {
  const std::vector<double> found = evidence(style_traits(score));
  std::vector<std::pair<double, std::string>> ranked;
  for (std::size_t style = 0; style < styles_.size(); ++style) {
    ranked.emplace_back(-found[style], styles_[style]);
  }
  std::sort(ranked.begin(), ranked.end());
  std::vector<std::string> names;
  for (auto& [evidence_against, name] : ranked) {
    names.push_back(std::move(name));
  }
  return names;
}

}  // namespace melisma::cli
