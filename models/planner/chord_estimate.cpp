#include "models/planner/chord_estimate.h"

#include <cmath>

namespace melisma::models {

namespace {

struct Template {
  ChordQuality quality;
  const char* suffix;
  double prior;                  // added to the similarity
  std::array<double, 12> tones;  // weight of each semitone above the root
};

constexpr double kRoot = 1.0;
constexpr double kThird = 0.9;
constexpr double kFifth = 0.8;
constexpr double kSeventh = 0.7;
constexpr double kBassBonus = 0.12;
constexpr double kLeastSimilarity = 0.6;

constexpr std::array<Template, kChordQualityCount - 1> kTemplates{{
    {ChordQuality::kMajor, "", 0.03, {kRoot, 0, 0, 0, kThird, 0, 0, kFifth, 0, 0, 0, 0}},
    {ChordQuality::kMinor, "m", 0.03, {kRoot, 0, 0, kThird, 0, 0, 0, kFifth, 0, 0, 0, 0}},
    {ChordQuality::kDiminished, "dim", 0, {kRoot, 0, 0, kThird, 0, 0, kFifth, 0, 0, 0, 0, 0}},
    {ChordQuality::kAugmented, "aug", 0, {kRoot, 0, 0, 0, kThird, 0, 0, 0, kFifth, 0, 0, 0}},
    {ChordQuality::kDominantSeventh,
     "7",
     0,
     {kRoot, 0, 0, 0, kThird, 0, 0, kFifth, 0, 0, kSeventh, 0}},
    {ChordQuality::kMajorSeventh,
     "maj7",
     0,
     {kRoot, 0, 0, 0, kThird, 0, 0, kFifth, 0, 0, 0, kSeventh}},
    {ChordQuality::kMinorSeventh,
     "m7",
     0,
     {kRoot, 0, 0, kThird, 0, 0, 0, kFifth, 0, 0, kSeventh, 0}},
    {ChordQuality::kHalfDiminished,
     "m7b5",
     0,
     {kRoot, 0, 0, kThird, 0, 0, kFifth, 0, 0, 0, kSeventh, 0}},
    {ChordQuality::kSuspendedFourth, "sus4", 0, {kRoot, 0, 0, 0, 0, kThird, 0, kFifth, 0, 0, 0, 0}},
    {ChordQuality::kSuspendedSecond, "sus2", 0, {kRoot, 0, kThird, 0, 0, 0, 0, kFifth, 0, 0, 0, 0}},
    {ChordQuality::kPower, "5", 0, {kRoot, 0, 0, 0, 0, 0, 0, kFifth, 0, 0, 0, 0}},
}};

double similarity(const std::array<double, 12>& heard, const Template& shape, std::size_t root) {
  double product = 0;
  double heard_power = 0;
  double shape_power = 0;
  for (std::size_t i = 0; i < 12; ++i) {
    const double value = heard[(root + i) % 12];
    product += value * shape.tones[i];
    heard_power += value * value;
    shape_power += shape.tones[i] * shape.tones[i];
  }
  return heard_power > 0 ? product / std::sqrt(heard_power * shape_power) : 0;
}

}  // namespace

Chord estimate_chord(const ChordEvidence& evidence) {
  Chord best;
  double highest = 0;
  for (std::size_t root = 0; root < 12; ++root) {
    for (const Template& shape : kTemplates) {
      const double match = similarity(evidence.heard, shape, root);
      const double bonus = static_cast<int>(root) == evidence.bass ? kBassBonus : 0;
      if (match >= kLeastSimilarity && match + shape.prior + bonus > highest) {
        highest = match + shape.prior + bonus;
        best = {static_cast<int>(root), shape.quality};
      }
    }
  }
  return best;
}

std::string chord_name(const Chord& chord, int tonic) {
  static constexpr std::array<const char*, 12> kNames{
      "C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"};
  for (const Template& shape : kTemplates) {
    if (shape.quality == chord.quality && chord.root >= 0 && chord.root < kNoChordRoot) {
      return kNames[static_cast<std::size_t>((chord.root + tonic) % 12)] +
             std::string(shape.suffix);
    }
  }
  return "none";
}

}  // namespace melisma::models
