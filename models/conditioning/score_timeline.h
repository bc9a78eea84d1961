#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <vector>

#include "audio/midi/score.h"
#include "audio/midi/tempo_map.h"
#include "models/conditioning/score_feature_layout.h"

namespace melisma::models {

/// A note in codec frames: it begins in frame `onset` and sounds up to, not including, `release`
/// (but at least in its first frame).
struct FrameNote {
  std::int64_t onset = 0;
  std::int64_t release = 0;
  ScorePart part;
  std::uint8_t pitch = 0;
  std::uint8_t velocity = 0;
  float lateness = 0;  // where in its first frame it begins, 0 <= lateness < 1
  bool operator==(const FrameNote&) const = default;
};

struct FrameBend {
  std::int64_t frame = 0;
  float semitones = 0;
};

/// A score made ready for the features of any stretch of it, in O(log notes + notes in the
/// stretch). A time falls into frame floor(seconds * frame_rate). A key struck while it sounds is
/// cut there, and the new note takes over its release when that is later. Immutable: any thread may
/// read it.
class ScoreTimeline {
 public:
  /// Throws ConfigError unless 0 < frame_rate <= 1e5.
  ScoreTimeline(const audio::Score& score, double frame_rate);

  [[nodiscard]] double frame_rate() const noexcept { return frame_rate_; }
  /// Frames up to the end of the last note.
  [[nodiscard]] std::int64_t frame_count() const noexcept { return frame_count_; }
  [[nodiscard]] const std::bitset<128>& programs() const noexcept { return programs_; }
  [[nodiscard]] bool has_drums() const noexcept { return has_drums_; }
  /// Families that have notes.
  [[nodiscard]] std::bitset<kMidiFamilies> families() const;
  [[nodiscard]] const std::vector<FrameNote>& notes() const noexcept { return notes_; }
  [[nodiscard]] const std::vector<FrameBend>& bends(int family) const {
    return bends_[static_cast<std::size_t>(family)];
  }
  /// Appends, sorted by onset, the notes that matter to the features of frames [begin, end): those
  /// that sound in it, and those that began less than kOnsetTailFrames before it.
  void notes_between(std::int64_t begin, std::int64_t end, std::vector<FrameNote>& out) const;
  [[nodiscard]] BeatClock clock_at(std::int64_t frame) const;

 private:
  struct Metre {
    double tick = 0;  // where its first bar starts
    double ticks_per_beat = 480;
    double beats_per_bar = 4;
    double quarters_per_beat = 1;
  };
  /// The frame that a tick falls into, and where in it.
  struct FrameTime {
    std::int64_t frame = 0;
    float lateness = 0;
  };
  [[nodiscard]] FrameTime time_of(double tick) const;
  void add_notes(const audio::Score& score);
  void add_bends(const audio::Score& score);
  void add_metres(const audio::Score& score);
  void build_tree();

  double frame_rate_;
  audio::TempoMap tempo_;
  std::vector<Metre> metres_;     // never empty
  std::vector<FrameNote> notes_;  // sorted by onset
  /// A heap-shaped tree over notes_: each node holds the first frame after all of its notes'
  /// traces.
  std::vector<std::int64_t> last_trace_;
  std::size_t leaves_ = 1;  // a power of two
  std::array<std::vector<FrameBend>, kMidiFamilies> bends_;
  std::bitset<128> programs_;
  bool has_drums_ = false;
  std::int64_t frame_count_ = 0;
};

}  // namespace melisma::models
