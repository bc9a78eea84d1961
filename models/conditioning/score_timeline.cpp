#include "models/conditioning/score_timeline.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <tuple>

#include "audio/error.h"

namespace melisma::models {

namespace {

constexpr double kMaxFrame = 1e12;
/// A time this little before a frame belongs to it: it is a rounding error of the tempo map.
constexpr double kFrameSlack = 1e-6;

std::int64_t trace_end(const FrameNote& note) {
  return std::max(note.release, note.onset + kOnsetTailFrames);
}

int key_of(const FrameNote& note) {
  return (note.part.drums ? 128 : note.part.program) * kMidiPitches + note.pitch;
}

/// Makes the notes of each key follow one another; `notes` comes sorted by key, then onset.
void resolve_overlaps(std::vector<FrameNote>& notes) {
  std::size_t kept = 0;
  for (const FrameNote& note : notes) {
    FrameNote* last = kept > 0 ? &notes[kept - 1] : nullptr;
    if (last == nullptr || key_of(*last) != key_of(note)) {
      notes[kept++] = note;
    } else if (last->onset == note.onset) {
      last->velocity = std::max(last->velocity, note.velocity);
      last->release = std::max(last->release, note.release);
      last->lateness = std::min(last->lateness, note.lateness);
    } else {
      FrameNote next = note;
      if (last->release > note.onset) {
        next.release = std::max(next.release, last->release);
        last->release = note.onset;
      }
      notes[kept++] = next;
    }
  }
  notes.resize(kept);
}

}  // namespace

ScoreTimeline::ScoreTimeline(const audio::Score& score, double frame_rate)
    : frame_rate_(frame_rate), tempo_(score) {
  if (!(frame_rate > 0 && frame_rate <= 1e5)) {
    throw ConfigError("a frame rate of " + std::to_string(frame_rate) +
                      " a second, wanted above 0 and at most 100000; give the codec's frame rate");
  }
  add_metres(score);
  add_notes(score);
  add_bends(score);
  build_tree();
}

ScoreTimeline::FrameTime ScoreTimeline::time_of(double tick) const {
  const double time =
      std::clamp(tempo_.seconds_at(tick) * frame_rate_ + kFrameSlack, 0.0, kMaxFrame);
  const double frame = std::floor(time);
  const double lateness = time - frame;
  return {static_cast<std::int64_t>(frame),
          lateness < 2 * kFrameSlack ? 0.0F : static_cast<float>(std::min(lateness, 0.999))};
}

void ScoreTimeline::add_metres(const audio::Score& score) {
  const double ticks_per_quarter = std::max(score.ticks_per_quarter, 1);
  const auto add = [&](const audio::TimeSignature& metre) {
    const double quarters = 4.0 / std::max<int>(metre.denominator, 1);
    metres_.push_back({static_cast<double>(metre.tick),
                       ticks_per_quarter * quarters,
                       static_cast<double>(std::max<int>(metre.numerator, 1)),
                       quarters});
  };
  add({});
  for (const audio::TimeSignature& metre : score.time_signatures) {
    add(metre);
  }
}

void ScoreTimeline::add_notes(const audio::Score& score) {
  notes_.reserve(score.notes.size());
  for (const audio::Note& note : score.notes) {
    FrameNote out;
    const FrameTime begin = time_of(static_cast<double>(note.start_tick));
    out.onset = begin.frame;
    out.lateness = begin.lateness;
    out.release = std::max(time_of(static_cast<double>(note.end_tick())).frame, out.onset);
    out.part = {static_cast<std::uint8_t>(note.is_drum() ? 0 : note.program & 0x7FU),
                note.is_drum()};
    out.pitch = note.pitch & 0x7FU;
    out.velocity = std::clamp<std::uint8_t>(note.velocity, 1, 127);
    notes_.push_back(out);
    if (note.is_drum()) {
      has_drums_ = true;
    } else {
      programs_.set(out.part.program);
    }
    frame_count_ = std::max(frame_count_, std::max(out.release, out.onset + 1));
  }
  std::sort(notes_.begin(), notes_.end(), [](const FrameNote& a, const FrameNote& b) {
    return std::tuple(key_of(a), a.onset) < std::tuple(key_of(b), b.onset);
  });
  resolve_overlaps(notes_);
  std::stable_sort(notes_.begin(), notes_.end(), [](const FrameNote& a, const FrameNote& b) {
    return a.onset < b.onset;
  });
}

void ScoreTimeline::add_bends(const audio::Score& score) {
  // A bend belongs to a channel; its family is that of the channel's last note, or of its first
  // one.
  std::array<int, 16> program{};
  program.fill(-1);
  for (const audio::Note& note : score.notes) {
    int& first = program[note.channel & 15U];
    first = first < 0 ? note.program & 0x7F : first;
  }
  auto note = score.notes.begin();
  for (const audio::PitchBend& bend : score.pitch_bends) {
    for (; note != score.notes.end() && note->start_tick <= bend.tick; ++note) {
      program[note->channel & 15U] = note->program & 0x7F;
    }
    const std::size_t channel = bend.channel & 15U;
    if (channel != 9 && program[channel] >= 0) {
      bends_[static_cast<std::size_t>(program[channel] / 8)].push_back(
          {time_of(static_cast<double>(bend.tick)).frame, bend.semitones});
    }
  }
}

void ScoreTimeline::build_tree() {
  leaves_ = std::bit_ceil(std::max<std::size_t>(notes_.size(), 1));
  last_trace_.assign(2 * leaves_, std::numeric_limits<std::int64_t>::min());
  for (std::size_t i = 0; i < notes_.size(); ++i) {
    last_trace_[leaves_ + i] = trace_end(notes_[i]);
  }
  for (std::size_t node = leaves_ - 1; node > 0; --node) {
    last_trace_[node] = std::max(last_trace_[2 * node], last_trace_[2 * node + 1]);
  }
}

std::bitset<kMidiFamilies> ScoreTimeline::families() const {
  std::bitset<kMidiFamilies> out;
  for (std::size_t program = 0; program < 128; ++program) {
    if (programs_[program]) {
      out.set(program / 8);
    }
  }
  return out;
}

void ScoreTimeline::notes_between(std::int64_t begin,
                                  std::int64_t end,
                                  std::vector<FrameNote>& out) const {
  const auto first = std::partition_point(
      notes_.begin(), notes_.end(), [&](const FrameNote& note) { return note.onset < begin; });
  const auto first_index = static_cast<std::size_t>(first - notes_.begin());
  // Depth first, left before right, into the subtrees that hold an earlier note which still
  // matters.
  std::vector<std::size_t> pending{1};
  while (!pending.empty()) {
    std::size_t node = pending.back();
    pending.pop_back();
    const auto depth = static_cast<unsigned>(std::bit_width(node) - 1);
    const std::size_t span = leaves_ >> depth;
    const std::size_t leftmost = (node << (std::bit_width(leaves_) - 1 - depth)) - leaves_;
    if (leftmost >= first_index || last_trace_[node] <= begin) {
      continue;
    }
    if (span == 1) {
      out.push_back(notes_[leftmost]);
    } else {
      pending.push_back(2 * node + 1);
      pending.push_back(2 * node);
    }
  }
  for (auto note = first; note != notes_.end() && note->onset < end; ++note) {
    out.push_back(*note);
  }
}

BeatClock ScoreTimeline::clock_at(std::int64_t frame) const {
  const double tick = tempo_.tick_at(static_cast<double>(frame) / frame_rate_);
  const auto after = std::upper_bound(
      metres_.begin() + 1, metres_.end(), tick, [](double value, const Metre& metre) {
        return value < metre.tick;
      });
  const Metre& metre = *(after - 1);
  const double beat = std::max((tick - metre.tick) / metre.ticks_per_beat, 0.0);
  return {tempo_.bpm_at(tick),
          std::fmod(beat, metre.beats_per_bar),
          metre.beats_per_bar,
          metre.quarters_per_beat};
}

}  // namespace melisma::models
