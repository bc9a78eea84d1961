#pragma once

#include <bitset>
#include <cstdint>

namespace melisma::models {

/// The rows of a music model's feature table: what each feature index of a frame means. A frame t
/// of rate r covers the times [t / r, (t + 1) / r). "Family" is program / 8 of General MIDI, 0..15.
///
///   index        value                meaning
///   0            1                    no score at all: nothing is known, and nothing else is set
///   1..16        1                    family free: the model decides what that family plays
///   17           1                    drums free
///   18..21       cos, sin; cos, sin   phase at the frame's start of the metre's beat; of the bar
///   22           log2(bpm / 120)      tempo, in quarter notes a minute
///   23           1                    tempo and beat are known
///   24..151      1, or .5             program: one of its notes sounds, or the score has it
///   152..2199    velocity / 127       family x pitch: a note sounds
///   2200..4247   the same * decay     family x pitch: one began; decay = exp(-age / 3 frames)
///   4248..4503   as the two before    pitch, whichever family: pitch is learned once for all
///   4504..4631   as 2200..4247        drum (its pitch names it); drums have no length
///   4632..4647   semitones / 12       family's pitch bend, where not 0
///   4648..4664   0..1, where not 0    family, then drums: how late in the frame its first note
///   begins
///
/// A live key is heard as if struck at the start of a frame, so that its sound begins at once.
/// Onset values that decay to .01 or less are left out. Of several notes of one feature the loudest
/// counts. Not among them: what a family that is free plays.
inline constexpr int kMidiFamilies = 16;
inline constexpr int kMidiPitches = 128;
inline constexpr int kNoScoreFeature = 0;
inline constexpr int kFreeFamilyFeatures = 1;
inline constexpr int kFreeDrumsFeature = kFreeFamilyFeatures + kMidiFamilies;
inline constexpr int kBeatPhaseFeatures = kFreeDrumsFeature + 1;
inline constexpr int kBarPhaseFeatures = kBeatPhaseFeatures + 2;
inline constexpr int kTempoFeature = kBarPhaseFeatures + 2;
inline constexpr int kKnownTempoFeature = kTempoFeature + 1;
inline constexpr int kProgramFeatures = kKnownTempoFeature + 1;
inline constexpr int kSustainFeatures = kProgramFeatures + 128;
inline constexpr int kOnsetFeatures = kSustainFeatures + kMidiFamilies * kMidiPitches;
inline constexpr int kSharedSustainFeatures = kOnsetFeatures + kMidiFamilies * kMidiPitches;
inline constexpr int kSharedOnsetFeatures = kSharedSustainFeatures + kMidiPitches;
inline constexpr int kDrumOnsetFeatures = kSharedOnsetFeatures + kMidiPitches;
inline constexpr int kBendFeatures = kDrumOnsetFeatures + kMidiPitches;
inline constexpr int kLatenessFeatures = kBendFeatures + kMidiFamilies;
inline constexpr int kScoreFeatureCount = kLatenessFeatures + kMidiFamilies + 1;
static_assert(kScoreFeatureCount == 4665, "models are trained on this layout: append only");

inline constexpr float kOnsetDecayFrames = 3.0F;
inline constexpr float kOnsetFloor = 0.01F;
/// From this age on an onset of any velocity has decayed to the floor: exp(-14 / 3) < .01.
inline constexpr int kOnsetTailFrames = 14;

/// What of a score the model is not told: hidden in training so that it learns to fill in, and in
/// use to let it play along. The neutral mask hides nothing.
struct ScoreMask {
  std::bitset<kMidiFamilies> free_families;  // their notes, bends and programs are hidden
  bool free_drums = false;
  bool hide_beat = false;           // no phases and no tempo
  bool hide_programs = false;       // no program flags: a family's notes, whatever its instrument
  bool name_free_programs = false;  // tell which programs (present, .5) the free families have

  [[nodiscard]] static ScoreMask all_free() {
    ScoreMask mask;
    mask.free_families.set();
    mask.free_drums = true;
    return mask;
  }
  bool operator==(const ScoreMask&) const = default;
};

/// Who plays a note: a General MIDI program (zero-based) or the drum kit.
struct ScorePart {
  std::uint8_t program = 0;  // 0..127; without meaning for drums
  bool drums = false;

  [[nodiscard]] int family() const noexcept { return program / 8; }
  bool operator==(const ScorePart&) const = default;
};

/// Where in the bar a frame starts.
struct BeatClock {
  double bpm = 120;              // quarter notes a minute, > 0
  double beat = 0;               // 0 <= beat < beats_per_bar
  double beats_per_bar = 4;      // the metre's numerator
  double quarters_per_beat = 1;  // 4 / the metre's denominator
  bool operator==(const BeatClock&) const = default;
};

}  // namespace melisma::models
