#include "models/planner/bar_echoes.h"

#include <algorithm>
#include <ranges>

namespace melisma::models {
namespace {

constexpr float kForget = 0.15F;          // of the agreement, an event
constexpr float kLeastAgreement = 0.01F;  // below, it says nothing

/// Fields by which two events are the same thing played again: not loudness and length, nor how
/// far the end is.
bool came_as_named(const ScoreEvent& named, const ScoreEvent& event) {
  const bool bar = named[0] == kBarEvent;
  return std::equal(named.begin(), named.begin() + (bar ? 4 : 3), event.begin());
}

}  // namespace

void BarEchoes::follow_section(const ScoreEvent& bar) {
  const std::int64_t number = places_.back().bar;
  if (!runs_.empty() && runs_.back().section == bar[1]) {
    return;
  }
  const auto earlier = std::ranges::find(runs_ | std::views::reverse, bar[1], &SectionRun::section);
  echoes_.back() = {};
  if (earlier != std::ranges::rend(runs_)) {
    echoes_.back().bars = number - earlier->first_bar;
  }
  runs_.push_back({number, bar[1]});
}

void BarEchoes::push(const ScoreEvent& event) {
  if (event[0] == kEndEvent) {
    return;
  }
  for (Echo& echo : echoes_) {
    if (echo.next != kNone) {
      const float came = came_as_named(events_[echo.next], event) ? 1.0F : 0.0F;
      echo.agreement += kForget * (came - echo.agreement);
    }
  }
  const std::int64_t bar = places_.empty() ? -1 : places_.back().bar;
  if (event[0] == kBarEvent) {
    places_.push_back({bar + 1, -1, -1, -1});
    follow_section(event);
  } else {
    places_.push_back({bar, event[0] - kNoteEvent, event[1], event[2]});
  }
  events_.push_back(event);
  listen();
}

void BarEchoes::listen() {
  for (std::size_t i = 0; i < kEchoBars.size(); ++i) {
    echoes_[i].bars = kEchoBars[i];
  }
  for (Echo& echo : echoes_) {
    Place place = places_.back();
    place.bar -= echo.bars;
    // The bar after it has begun, so something comes behind every place.
    echo.next =
        echo.bars == 0 || place.bar < 0
            ? kNone
            : static_cast<std::size_t>(std::ranges::upper_bound(places_, place) - places_.begin());
  }
}

void BarEchoes::features(std::vector<Feature>& out) const {
  out.clear();
  std::int32_t base = 1;
  for (const Echo& echo : echoes_) {
    if (echo.next != kNone) {
      const ScoreEvent& event = events_[echo.next];
      const std::size_t fields = event[0] == kBarEvent ? 4 : 5;
      std::int32_t field_base = base;
      for (std::size_t field = 0; field < fields; ++field) {
        out.push_back({field_base + event[field], 1.0F});
        field_base += kScoreEventSizes[field];
      }
      if (echo.agreement > kLeastAgreement) {
        out.push_back({base + kFeaturesOfEcho - 1, echo.agreement});
      }
    }
    base += kFeaturesOfEcho;
  }
}

}  // namespace melisma::models
