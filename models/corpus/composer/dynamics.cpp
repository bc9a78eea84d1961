#include "models/corpus/composer/dynamics.h"

#include <algorithm>
#include <array>

#include "models/planner/score_event_layout.h"

namespace melisma::models {
namespace {

struct Level {
  std::string_view name;
  double from;  // velocity at the start
  double to;    // and at the end
};
constexpr std::array kLevels{Level{"soft", 50, 50},
                             Level{"medium loud", 74, 74},
                             Level{"loud", 102, 102},
                             Level{"crescendo", 46, 108},
                             Level{"diminuendo", 106, 40}};

constexpr double kSectionSwing = 14;  // between the quietest and the loudest section
constexpr double kAccent = 7;

double level_at(const Piece& piece, int unit) {
  const auto* level = std::ranges::find(kLevels, piece.dynamics, &Level::name);
  const double place = static_cast<double>(unit) / (piece.bars() * piece.bar_units);
  const int bar = unit / piece.bar_units;
  const auto phrase = std::ranges::find_if(
      piece.form.phrases, [&](const Phrase& candidate) { return bar < candidate.end_bar(); });
  const double intensity = phrase == piece.form.phrases.end() ? .5 : phrase->intensity;
  return level->from + (level->to - level->from) * place + kSectionSwing * (intensity - .5);
}

double role_offset(Role role) {
  switch (role) {
    case Role::kLead:
    case Role::kSecondLead:
      return 9;
    case Role::kBass:
      return 2;
    case Role::kPad:
      return -12;
    case Role::kCounter:
      return -2;
    default:
      return -7;
  }
}

int to_class_centre(double velocity) {
  return velocity_of_class(velocity_class(static_cast<int>(std::clamp(velocity, 12.0, 127.0))));
}

}  // namespace

int velocity_at(const Piece& piece, Role role, int unit, int stress) {
  return to_class_centre(level_at(piece, unit) + role_offset(role) + kAccent * stress);
}

int drum_velocity_at(const Piece& piece, int unit, double loudness) {
  return to_class_centre(level_at(piece, unit) + 30 * (loudness - .7));
}

}  // namespace melisma::models
