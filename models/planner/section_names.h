#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "models/planner/score_event_layout.h"

namespace melisma::models {

/// "verse", "pre-chorus"...: the marker that a planned score carries.
std::string_view section_name(Section section);

/// The section that a marker names ("Verse 2", "REFRAIN", "coda"); nothing when it names none.
std::optional<Section> section_of_marker(const std::string& text);

}  // namespace melisma::models
