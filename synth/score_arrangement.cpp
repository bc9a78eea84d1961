#include "synth/score_arrangement.h"

#include <algorithm>
#include <bitset>
#include <map>
#include <utility>
#include <vector>

#include "models/planner/plan_header.h"

namespace melisma::synth {
namespace {

using PartKey = std::pair<int, int>;  // channel and program

struct Part {
  PartKey key;
  double pitch_sum = 0;
  int notes = 0;

  [[nodiscard]] double mean_pitch() const { return pitch_sum / notes; }
};

bool is_bass(int program) {
  return program >= 32 && program < 40;
}

/// Pitched parts in order of their first notes.
std::vector<Part> parts_of(const audio::Score& score) {
  std::vector<Part> parts;
  std::map<PartKey, std::size_t> index;
  for (const audio::Note& note : score.notes) {
    if (note.is_drum()) {
      continue;
    }
    const auto [place, is_new] = index.try_emplace({note.channel, note.program}, parts.size());
    if (is_new) {
      parts.push_back({place->first});
    }
    parts[place->second].pitch_sum += note.pitch;
    ++parts[place->second].notes;
  }
  return parts;
}

/// The new program of each part.
std::map<PartKey, int> assign(std::vector<Part> parts, std::vector<int> programs) {
  std::map<PartKey, int> out;
  const auto bass = std::find_if(programs.begin(), programs.end(), is_bass);
  if (bass != programs.end() && programs.size() > 1 && parts.size() > 1) {
    const auto lowest = std::min_element(parts.begin(), parts.end(), [](auto& a, auto& b) {
      return a.mean_pitch() < b.mean_pitch();
    });
    out[lowest->key] = *bass;
    parts.erase(lowest);
    programs.erase(bass);
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    out[parts[i].key] = programs[i % programs.size()];
  }
  return out;
}

}  // namespace

CompositionWish describe(const audio::Score& score) {
  const models::PlanHeader header = models::header_of_score(score).header;
  CompositionWish wish;
  wish.tempo_bpm = std::clamp(header.tempo_bpm, 30.0, 300.0);
  wish.tonic = header.tonic;
  wish.mode = header.minor ? models::MusicMode::kMinor : models::MusicMode::kMajor;
  wish.metre = models::Metre{header.numerator, header.denominator};
  std::bitset<128> programs;
  wish.drums = false;
  for (const audio::Note& note : score.notes) {
    if (note.is_drum()) {
      wish.drums = true;
    } else {
      programs.set(note.program & 0x7FU);
    }
  }
  for (int program = 0; program < 128; ++program) {
    if (programs[static_cast<std::size_t>(program)]) {
      wish.programs.push_back(program);
    }
  }
  return wish;
}

void replace_programs(audio::Score& score, std::span<const int> programs) {
  if (programs.empty()) {
    return;
  }
  const auto assigned = assign(parts_of(score), {programs.begin(), programs.end()});
  for (audio::Note& note : score.notes) {
    if (!note.is_drum()) {
      note.program = static_cast<std::uint8_t>(assigned.at({note.channel, note.program}));
    }
  }
}

void remove_drums(audio::Score& score) {
  std::erase_if(score.notes, [](const audio::Note& note) { return note.is_drum(); });
}

}  // namespace melisma::synth
