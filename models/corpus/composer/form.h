#pragma once

#include <cstdint>
#include <vector>

#include "models/corpus/composer/style_profile.h"
#include "models/crop_random.h"
#include "models/planner/score_event_layout.h"

namespace melisma::models {

/// How a phrase ends: with a question (half cadence), an answer (full cadence), or as its loop
/// goes.
enum class Cadence { kOpen, kClosed, kLoop };

/// Four bars (two in some intros and outros) of one idea.
struct Phrase {
  Section section = Section::kTheme;
  char idea = 'A';  // phrases of the same idea share chords, melody and accompaniment
  int first_bar = 0;
  int bars = 4;
  int line = 0;    // place among the phrases of its section
  int repeat = 0;  // how often the idea's section was heard before: repeats are varied
  bool last_of_section = false;
  Cadence cadence = Cadence::kLoop;
  double intensity = 0.5;  // 0: few play, softly; 1: all

  [[nodiscard]] int end_bar() const { return first_bar + bars; }
};

struct Form {
  std::vector<Phrase> phrases;

  [[nodiscard]] int bars() const { return phrases.back().end_bar(); }
  [[nodiscard]] bool has(Section section) const;
};

/// A form of the kind whose length is near `target_s`, and at least 20 s and at most 88 s.
Form make_form(const StyleProfile& style, double bar_s, double target_s, CropRandom& random);

}  // namespace melisma::models
