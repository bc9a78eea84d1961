#include "models/planner/section_names.h"

#include <array>
#include <utility>

#include "audio/lower_case.h"

namespace melisma::models {
namespace {

constexpr std::array<std::string_view, kSectionCount> kNames{"unknown",
                                                             "intro",
                                                             "verse",
                                                             "pre-chorus",
                                                             "chorus",
                                                             "bridge",
                                                             "solo",
                                                             "break",
                                                             "theme",
                                                             "variation",
                                                             "interlude",
                                                             "outro"};

/// Looked for in this order inside the lower-case marker, so that "pre-chorus" is no chorus.
constexpr std::array<std::pair<std::string_view, Section>, 25> kWords{{
    {"unknown", Section::kUnknown},       {"pre-chorus", Section::kPreChorus},
    {"prechorus", Section::kPreChorus},   {"pre chorus", Section::kPreChorus},
    {"build", Section::kPreChorus},       {"post-chorus", Section::kChorus},
    {"chorus", Section::kChorus},         {"refrain", Section::kChorus},
    {"hook", Section::kChorus},           {"drop", Section::kChorus},
    {"introduction", Section::kIntro},    {"intro", Section::kIntro},
    {"verse", Section::kVerse},           {"strophe", Section::kVerse},
    {"bridge", Section::kBridge},         {"middle", Section::kBridge},
    {"interlude", Section::kInterlude},   {"solo", Section::kSolo},
    {"break", Section::kBreak},           {"variation", Section::kVariation},
    {"development", Section::kVariation}, {"theme", Section::kTheme},
    {"outro", Section::kOutro},           {"coda", Section::kOutro},
    {"ending", Section::kOutro},
}};

}  // namespace

std::string_view section_name(Section section) {
  return kNames[static_cast<std::size_t>(section)];
}

std::optional<Section> section_of_marker(const std::string& text) {
  const std::string lower = audio::lower_case(text);
  for (const auto& [word, section] : kWords) {
    if (lower.find(word) != std::string::npos) {
      return section;
    }
  }
  return std::nullopt;
}

}  // namespace melisma::models
