#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "models/conditioning/frame_features.h"
#include "models/planner/score_event_layout.h"

namespace melisma::models {

/// Bars back at which a planner hears its piece again; one more echo comes from where the section
/// that is playing was last played.
inline constexpr std::array<int, 5> kEchoBars{1, 2, 4, 8, 16};
inline constexpr int kEchoes = static_cast<int>(kEchoBars.size()) + 1;

/// Features of an echo: the codes of the event it names, field by field, and how much of late came
/// as it named it.
inline constexpr int kFeaturesOfEcho = [] {
  int count = 1;
  for (const int size : kScoreEventSizes) {
    count += size;
  }
  return count;
}();
/// Feature 0 is kUnconditionalFeature. Planners are trained on this layout.
inline constexpr int kEchoFeatureCount = 1 + kEchoes * kFeaturesOfEcho;

/// What a piece did some bars ago at the place where it stands now. For each distance that is the
/// first event behind the last event's bar (less the distance), position, program and pitch: what
/// comes next if those bars come again. So a language model repeats a bar by following an echo,
/// instead of by searching its memory for a like passage, and however long ago a chorus was.
class BarEchoes {
 public:
  /// The next event of the piece, END or not.
  void push(const ScoreEvent& event);
  /// What speaks for the event that comes next, rising in index: of each echo that there is the
  /// codes of the event it names (of a BAR without its bars left), valued 1, and its agreement, the
  /// share of the last events that came as it named them (the latest count most), in 0..1.
  void features(std::vector<Feature>& out) const;

 private:
  /// Events of a piece rise in place.
  struct Place {
    std::int64_t bar = -1;
    int position = -1;  // BAR stands before its bar's notes
    int program = -1;
    int pitch = -1;
    auto operator<=>(const Place&) const = default;
  };
  struct Echo {
    std::int64_t bars = 0;     // back; 0 = there is none
    std::size_t next = kNone;  // index of the event it names
    float agreement = 0;
  };
  static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
  struct SectionRun {
    std::int64_t first_bar = 0;
    std::int32_t section = -1;  // its code
  };

  void follow_section(const ScoreEvent& bar);
  void listen();

  std::vector<ScoreEvent> events_;
  std::vector<Place> places_;
  std::vector<SectionRun> runs_;
  std::array<Echo, kEchoes> echoes_;
};

}  // namespace melisma::models
