#include "models/conditioning/score_features.h"

#include <algorithm>
#include <string>
#include <vector>

#include "audio/error.h"

namespace melisma::models {

namespace {

constexpr std::int64_t kMaxFrames = 10'000'000;

void check_stretch(std::int64_t begin, std::int64_t end) {
  if (begin < 0 || end < begin || end - begin > kMaxFrames) {
    throw ConfigError(
        "score features of frames " + std::to_string(begin) + " to " + std::to_string(end) +
        ", wanted 0 <= begin <= end and at most 10000000 frames; ask for them in blocks");
  }
}

/// Feeds the events of a stretch to a stream, frame after frame.
class TimelinePlayer {
 public:
  TimelinePlayer(const ScoreTimeline& timeline,
                 std::int64_t begin,
                 std::int64_t end,
                 const ScoreMask& mask)
      : timeline_(timeline), stream_(timeline.frame_rate(), mask) {
    for (std::size_t program = 0; program < 128; ++program) {
      if (timeline.programs()[program]) {
        stream_.set_program_present(static_cast<std::uint8_t>(program), true);
      }
    }
    timeline.notes_between(begin, end, notes_);
    for (; next_note_ < notes_.size() && notes_[next_note_].onset < begin; ++next_note_) {
      const FrameNote& note = notes_[next_note_];
      const bool held = note.release > begin;
      stream_.resume_note(note.part, note.pitch, note.velocity, begin - note.onset, held);
      if (held) {
        add_release(note);
      }
    }
    for (int family = 0; family < kMidiFamilies; ++family) {
      const auto& bends = timeline.bends(family);
      const auto after = std::partition_point(
          bends.begin(), bends.end(), [&](const FrameBend& b) { return b.frame < begin; });
      next_bend_[static_cast<std::size_t>(family)] = after;
      if (after != bends.begin()) {
        bend(family, *(after - 1));
      }
    }
  }

  void frame(std::int64_t t, std::vector<Feature>& out) {
    while (!releases_.empty() && releases_.front().first <= t) {
      release_next();
    }
    for (; next_note_ < notes_.size() && notes_[next_note_].onset == t; ++next_note_) {
      const FrameNote& note = notes_[next_note_];
      stream_.note_on(note.part, note.pitch, note.velocity, note.lateness);
      if (note.release > t) {
        add_release(note);
      } else {
        stream_.note_off(note.part, note.pitch);
      }
    }
    for (int family = 0; family < kMidiFamilies; ++family) {
      auto& next = next_bend_[static_cast<std::size_t>(family)];
      for (; next != timeline_.bends(family).end() && next->frame <= t; ++next) {
        bend(family, *next);
      }
    }
    stream_.set_clock(timeline_.clock_at(t));
    stream_.next_frame(out);
  }

 private:
  using Release = std::pair<std::int64_t, FrameNote>;
  static bool later(const Release& a, const Release& b) { return a.first > b.first; }

  void add_release(const FrameNote& note) {
    releases_.emplace_back(note.release, note);
    std::push_heap(releases_.begin(), releases_.end(), later);
  }

  void release_next() {
    const FrameNote& note = releases_.front().second;
    stream_.note_off(note.part, note.pitch);
    std::pop_heap(releases_.begin(), releases_.end(), later);
    releases_.pop_back();
  }

  void bend(int family, const FrameBend& change) {
    stream_.pitch_bend({static_cast<std::uint8_t>(family * 8), false}, change.semitones);
  }

  const ScoreTimeline& timeline_;
  ScoreFeatureStream stream_;
  std::vector<FrameNote> notes_;
  std::size_t next_note_ = 0;
  std::vector<Release> releases_;  // a heap, the earliest first
  std::array<std::vector<FrameBend>::const_iterator, kMidiFamilies> next_bend_;
};

}  // namespace

FrameFeatures score_features(const ScoreTimeline& timeline,
                             std::int64_t begin,
                             std::int64_t end,
                             const ScoreMask& mask) {
  check_stretch(begin, end);
  TimelinePlayer player(timeline, begin, end, mask);
  FrameFeatures out;
  out.offsets.reserve(static_cast<std::size_t>(end - begin) + 1);
  std::vector<Feature> row;
  for (std::int64_t t = begin; t < end; ++t) {
    player.frame(t, row);
    out.push_frame(row);
  }
  return out;
}

FrameFeatures score_features(const audio::Score& score,
                             double frame_rate,
                             std::int64_t frame_count,
                             const ScoreMask& mask) {
  return score_features(ScoreTimeline(score, frame_rate), 0, frame_count, mask);
}

FrameFeatures no_score_features(std::int64_t frame_count) {
  check_stretch(0, frame_count);
  FrameFeatures out;
  const Feature none{kNoScoreFeature, 1.0F};
  for (std::int64_t t = 0; t < frame_count; ++t) {
    out.push_frame({&none, 1});
  }
  return out;
}

}  // namespace melisma::models
