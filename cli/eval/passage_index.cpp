#include "cli/eval/passage_index.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "models/planner/plan_header.h"

namespace melisma::cli {
namespace {

constexpr int kLeastNotes = 8;
constexpr int kGrid = 12;  // steps of a quarter
constexpr std::uint64_t kFnvStart = 14695981039346656037ULL;
constexpr std::uint64_t kFnvPrime = 1099511628211ULL;

/// What counts of a note: step from the bar's beginning, whether it is a drum, pitch.
using BarNote = std::array<int, 3>;

void mix(std::uint64_t& hash, int value) {
  for (int shift = 0; shift < 32; shift += 8) {
    hash = (hash ^ (static_cast<std::uint32_t>(value) >> shift & 255U)) * kFnvPrime;
  }
}

std::map<std::int64_t, std::set<BarNote>> bars_of(const audio::Score& score) {
  const models::PlanHeader header = models::header_of_score(score).header;
  const std::int64_t quarter = score.ticks_per_quarter;
  const std::int64_t bar_steps =
      static_cast<std::int64_t>(kGrid) * 4 * header.numerator / header.denominator;
  std::map<std::int64_t, std::set<BarNote>> bars;
  for (const audio::Note& note : score.notes) {
    const std::int64_t step = (note.start_tick * kGrid + quarter / 2) / quarter;
    bars[step / bar_steps].insert(
        {static_cast<int>(step % bar_steps), note.is_drum() ? 1 : 0, note.pitch});
  }
  return bars;
}

}  // namespace

std::vector<std::uint64_t> PassageIndex::passages(const audio::Score& score) const {
  const auto bars = bars_of(score);
  std::vector<std::uint64_t> hashes;
  if (bars.empty()) {
    return hashes;
  }
  const std::int64_t last = bars.rbegin()->first;
  for (std::int64_t first = 0; first + bars_ - 1 <= last; ++first) {
    int lowest = 128;
    int notes = 0;
    const auto for_each = [&](const auto& take) {
      for (auto bar = bars.lower_bound(first); bar != bars.end() && bar->first < first + bars_;
           ++bar) {
        for (const BarNote& note : bar->second) {
          take(static_cast<int>(bar->first - first), note);
        }
      }
    };
    for_each([&](int /*bar*/, const BarNote& note) {
      ++notes;
      lowest = note[1] == 0 ? std::min(lowest, note[2]) : lowest;
    });
    if (notes < kLeastNotes) {
      continue;
    }
    std::uint64_t hash = kFnvStart;
    for_each([&](int bar, const BarNote& note) {
      for (const int value : {bar, note[0], note[1], note[2] - (note[1] == 0 ? lowest : 0)}) {
        mix(hash, value);
      }
    });
    hashes.push_back(hash);
  }
  return hashes;
}

void PassageIndex::add(const audio::Score& score) {
  for (const std::uint64_t hash : passages(score)) {
    known_.insert(hash);
  }
}

PassageIndex::Count PassageIndex::count(const audio::Score& score) const {
  Count count;
  for (const std::uint64_t hash : passages(score)) {
    ++count.passages;
    count.known += known_.contains(hash) ? 1 : 0;
  }
  return count;
}

}  // namespace melisma::cli
