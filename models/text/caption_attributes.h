#pragma once

#include <optional>
#include <string>
#include <vector>

namespace melisma::models {

/// The modes that the models were taught. Values are stored in corpora: append only.
enum class MusicMode { kMajor = 0, kMinor = 1, kDorian = 2, kMixolydian = 3 };
inline constexpr int kMusicModes = 4;

/// Quarter notes a minute in every metre (as MIDI counts), both ends included.
struct TempoRange {
  double low_bpm = 0;
  double high_bpm = 0;
  bool operator==(const TempoRange&) const = default;
};

struct Metre {
  int numerator = 4;
  int denominator = 4;
  bool operator==(const Metre&) const = default;
};

/// What a caption says, beside its tokens. An empty optional or list: not said.
struct CaptionAttributes {
  std::optional<double> tempo_bpm;        // a number in the text, 20..400
  std::optional<TempoRange> tempo_range;  // a tempo word
  std::optional<int> tonic;               // 0 = C .. 11 = B
  std::optional<MusicMode> mode;
  std::optional<Metre> metre;          // 3/4, 4/4 or 6/8
  std::vector<int> programs;           // General MIDI, zero-based, in order of mention
  std::vector<int> families;           // program / 8, where a family and no instrument is named
  std::vector<int> excluded_programs;  // "without violin"
  std::vector<int> excluded_families;  // "no guitar"
  std::optional<bool> drums;           // "drums" or "no drums"
  std::optional<std::string> style;    // canonical name, e.g. "bossa-nova"
  std::vector<std::string> moods;      // canonical names, as are the next four
  std::vector<std::string> textures;
  std::vector<std::string> forms;
  std::optional<std::string> dynamics;
  std::optional<std::string> ensemble;  // "solo", "duo", "trio", "quartet", "band", "orchestra"
  std::optional<double> duration_s;     // "30 seconds", "two minutes"
};

}  // namespace melisma::models
