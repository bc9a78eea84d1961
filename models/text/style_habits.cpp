#include "models/text/style_habits.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace melisma::models {
namespace {

struct NamedHabits {
  std::string_view style;
  StyleHabits habits;
};

constexpr Metre kCommon{4, 4};
constexpr Metre kThree{3, 4};
constexpr Metre kSix{6, 8};

constexpr std::array kHabits = {
    NamedHabits{"ambient", {{56, 80}, kCommon, .4}},
    NamedHabits{"waltz", {{90, 170}, kThree, .3}},
    NamedHabits{"ballad", {{60, 84}, kCommon, .4}},
    NamedHabits{"march", {{100, 124}, kCommon, .15}},
    NamedHabits{"swing", {{120, 176}, kCommon, .3}},
    NamedHabits{"bossa-nova", {{110, 144}, kCommon, .4}},
    NamedHabits{"reggae", {{68, 92}, kCommon, .35}},
    NamedHabits{"techno", {{124, 140}, kCommon, .8}},
    NamedHabits{"house", {{116, 128}, kCommon, .6}},
    NamedHabits{"hip-hop", {{80, 100}, kCommon, .8}},
    NamedHabits{"lo-fi", {{68, 88}, kCommon, .5}},
    NamedHabits{"funk", {{92, 116}, kCommon, .6}},
    NamedHabits{"rock", {{104, 144}, kCommon, .4}},
    NamedHabits{"folk", {{80, 120}, kCommon, .3}},
    NamedHabits{"blues", {{72, 120}, kCommon, .3}},
    NamedHabits{"tango", {{108, 132}, kCommon, .85}},
    NamedHabits{"baroque", {{72, 116}, kCommon, .45}},
    NamedHabits{"classical", {{72, 132}, kCommon, .35}},
    NamedHabits{"chiptune", {{120, 168}, kCommon, .4}},
    NamedHabits{"film-score", {{64, 110}, kCommon, .6}},
    NamedHabits{"lullaby", {{60, 84}, kSix, .15}},
    NamedHabits{"synth-pop", {{100, 128}, kCommon, .45}},
    NamedHabits{"samba", {{92, 116}, kCommon, .35}},
    NamedHabits{"drum-and-bass", {{160, 178}, kCommon, .75}},
    NamedHabits{"hymn", {{64, 92}, kCommon, .15}},
    NamedHabits{"metal", {{120, 176}, kCommon, .95}},
    NamedHabits{"jazz", {{96, 168}, kCommon, .35}},
    NamedHabits{"pop", {{88, 128}, kCommon, .35}},
    NamedHabits{"country", {{92, 140}, kCommon, .1}},
    NamedHabits{"disco", {{108, 126}, kCommon, .5}},
    NamedHabits{"latin", {{96, 140}, kCommon, .6}},
    NamedHabits{"celtic", {{100, 150}, kSix, .35}},
    NamedHabits{"minimalism", {{84, 144}, kCommon, .4}},
    NamedHabits{"soul", {{70, 108}, kCommon, .35}},
    NamedHabits{"romantic-era", {{56, 96}, kCommon, .5}},
    NamedHabits{"trance", {{130, 140}, kCommon, .8}},
};

}  // namespace

StyleHabits style_habits(const std::optional<std::string>& style) {
  if (style) {
    const auto* const found =
        std::ranges::find(kHabits, std::string_view(*style), &NamedHabits::style);
    if (found != kHabits.end()) {
      return found->habits;
    }
  }
  return {};
}

}  // namespace melisma::models
