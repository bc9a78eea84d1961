#include "models/planner/plan_header.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "audio/error.h"
#include "models/planner/key_estimate.h"
#include "models/planner/score_event_layout.h"

namespace melisma::models {

namespace {

constexpr double kMinTempo = 4;  // what a MIDI file can hold
constexpr double kMaxTempo = 960;

double longest_tempo(const audio::Score& score) {
  double best = 120;
  std::int64_t longest = score.tempos.empty() ? 0 : score.tempos.front().tick;
  for (std::size_t i = 0; i < score.tempos.size(); ++i) {
    const std::int64_t begin = score.tempos[i].tick;
    const std::int64_t end =
        i + 1 < score.tempos.size() ? score.tempos[i + 1].tick : score.end_tick();
    if (end - begin > longest || (i == 0 && longest == 0)) {
      longest = std::max<std::int64_t>(end - begin, longest);
      best = 6e7 / std::max<double>(score.tempos[i].microseconds_per_quarter, 1);
    }
  }
  return std::clamp(best, kMinTempo, kMaxTempo);
}

int tonic_of(const audio::KeySignature& key) {
  const int major = ((key.sharps * 7) % 12 + 12) % 12;
  return key.minor ? (major + 9) % 12 : major;
}

}  // namespace

bool metre_fits(int numerator, int denominator) {
  const bool power_of_two = denominator > 0 && (denominator & (denominator - 1)) == 0;
  if (!power_of_two || numerator < 1 || numerator > kMaxBarUnits) {
    return false;
  }
  const int units = 4 * kUnitsPerQuarter * numerator;
  return units % denominator == 0 && units / denominator <= kMaxBarUnits;
}

void validate(const PlanHeader& header) {
  if (!(header.tempo_bpm >= kMinTempo && header.tempo_bpm <= kMaxTempo)) {
    throw ConfigError("a tempo of " + std::to_string(header.tempo_bpm) +
                      " bpm, wanted 4 to 960; choose another tempo");
  }
  if (header.tonic < 0 || header.tonic > 11) {
    throw ConfigError("a tonic of " + std::to_string(header.tonic) +
                      ", wanted 0 (C) to 11 (B); choose another key");
  }
  if (!metre_fits(header.numerator, header.denominator)) {
    throw ConfigError(
        "a metre of " + std::to_string(header.numerator) + "/" +
        std::to_string(header.denominator) +
        ", wanted one whose bar is at most 6 quarter notes long and ends on the grid of "
        "twelfths of a quarter note; choose for example 4/4, 3/4, 6/8, 5/4 or 7/8");
  }
}

int bar_units(const PlanHeader& header) {
  return 4 * kUnitsPerQuarter * header.numerator / header.denominator;
}

bool in_scale(int semitones, bool minor) {
  constexpr int kMajor = 0b1010'1011'0101;  // bit i: i semitones above the tonic
  constexpr int kMinor = 0b1101'1010'1101;
  return (((minor ? kMinor : kMajor) >> semitones) & 1) != 0;
}

int semitones_to_c(const PlanHeader& header) {
  return header.tonic <= 5 ? -header.tonic : 12 - header.tonic;
}

audio::KeySignature key_signature(const PlanHeader& header) {
  const int major = header.minor ? (header.tonic + 3) % 12 : header.tonic;
  const int fifths = major * 7 % 12;
  return {0, static_cast<std::int8_t>(fifths > 6 ? fifths - 12 : fifths), header.minor};
}

HeaderOfScore header_of_score(const audio::Score& score) {
  HeaderOfScore out;
  out.header.tempo_bpm = longest_tempo(score);
  if (score.key_signatures.empty()) {
    const KeyEstimate key = estimate_key(score);
    out.header.tonic = key.tonic;
    out.header.minor = key.minor;
    out.key_estimated = true;
  } else {
    out.header.tonic = tonic_of(score.key_signatures.front());
    out.header.minor = score.key_signatures.front().minor;
  }
  if (!score.time_signatures.empty()) {
    const audio::TimeSignature& metre = score.time_signatures.front();
    if (metre_fits(metre.numerator, metre.denominator)) {
      out.header.numerator = metre.numerator;
      out.header.denominator = metre.denominator;
    } else {
      out.metre_replaced = true;
    }
  }
  return out;
}

}  // namespace melisma::models
