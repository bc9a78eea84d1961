#include "audio/midi/score.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "audio/error.h"
#include "audio/midi/tempo_map.h"

namespace melisma::audio {

namespace {

template <typename Event>
void sort_by_tick(std::vector<Event>& events) {
  std::stable_sort(
      events.begin(), events.end(), [](const Event& a, const Event& b) { return a.tick < b.tick; });
}

auto note_order(const Note& note) {
  return std::make_tuple(
      note.start_tick, note.channel, note.pitch, note.program, note.duration_ticks, note.velocity);
}

/// More beats than this are 100 hours at 600 bpm: a damaged file, not music.
constexpr double kMaxBeats = 4e6;

double ticks_per_beat(const Score& score, const TimeSignature& metre) {
  return 4.0 * std::max(score.ticks_per_quarter, 1) / std::max<int>(metre.denominator, 1);
}

void append_beats(std::vector<Beat>& out,
                  const TempoMap& tempo,
                  double begin_tick,
                  double end_tick,
                  double step,
                  int beats_per_bar) {
  const double count = std::ceil((end_tick - begin_tick) / step - 1e-9);
  if (count + static_cast<double>(out.size()) > kMaxBeats) {
    throw InputError(
        "the score has more than 4 million beats, which is no music; check its metre "
        "and its note lengths, or cut it into shorter files");
  }
  for (std::int64_t i = 0; static_cast<double>(i) < count; ++i) {
    out.push_back({tempo.seconds_at(begin_tick + static_cast<double>(i) * step),
                   i % std::max(beats_per_bar, 1) == 0});
  }
}

}  // namespace

std::int64_t Score::end_tick() const {
  std::int64_t end = 0;
  for (const Note& note : notes) {
    end = std::max(end, note.end_tick());
  }
  return end;
}

double seconds_at(const Score& score, std::int64_t tick) {
  return TempoMap(score).seconds_at(static_cast<double>(tick));
}

std::int64_t tick_at(const Score& score, double seconds) {
  return std::llround(TempoMap(score).tick_at(seconds));
}

double duration_seconds(const Score& score) {
  return seconds_at(score, score.end_tick());
}

std::vector<TimedNote> timed_notes(const Score& score) {
  const TempoMap tempo(score);
  std::vector<TimedNote> out;
  out.reserve(score.notes.size());
  for (const Note& note : score.notes) {
    out.push_back({tempo.seconds_at(static_cast<double>(note.start_tick)),
                   tempo.seconds_at(static_cast<double>(note.end_tick())),
                   note});
  }
  std::stable_sort(out.begin(), out.end(), [](const TimedNote& a, const TimedNote& b) {
    return a.onset_s < b.onset_s;
  });
  return out;
}

std::vector<Beat> beats(const Score& score) {
  const TempoMap tempo(score);
  const auto end = static_cast<double>(score.end_tick());
  std::vector<Beat> out;
  TimeSignature metre;
  double begin = 0;
  for (const TimeSignature& next : score.time_signatures) {
    const double change = std::clamp(static_cast<double>(next.tick), begin, std::max(begin, end));
    // A change of metre starts a new bar, even in the middle of one.
    append_beats(out, tempo, begin, change, ticks_per_beat(score, metre), metre.numerator);
    metre = next;
    begin = change;
  }
  append_beats(out, tempo, begin, end, ticks_per_beat(score, metre), metre.numerator);
  return out;
}

void sort_score(Score& score) {
  std::stable_sort(score.notes.begin(), score.notes.end(), [](const Note& a, const Note& b) {
    return note_order(a) < note_order(b);
  });
  sort_by_tick(score.tempos);
  sort_by_tick(score.time_signatures);
  sort_by_tick(score.key_signatures);
  sort_by_tick(score.markers);
  sort_by_tick(score.pitch_bends);
}

}  // namespace melisma::audio
