#include "models/text/mood_habits.h"

#include <algorithm>
#include <array>

#include "audio/error.h"

namespace melisma::models {
namespace {

constexpr std::array kMoods{
    MoodHabit{"happy", .04, .4, 1, .05, .25},    MoodHabit{"sad", .92, 0, .35, .5, .02},
    MoodHabit{"calm", -1, 0, .4, .6, 0},         MoodHabit{"energetic", -1, .55, 1, 0, .6},
    MoodHabit{"dark", .94, 0, .6, .2, .25},      MoodHabit{"bright", .04, .4, 1, .05, .3},
    MoodHabit{"dreamy", -1, 0, .5, .6, 0},       MoodHabit{"romantic", -1, 0, .6, .4, .05},
    MoodHabit{"epic", -1, .2, .9, 0, .7},        MoodHabit{"tense", .9, .4, 1, .1, .4},
    MoodHabit{"playful", .06, .4, 1, .15, .15},  MoodHabit{"mysterious", .9, 0, .6, .5, .05},
    MoodHabit{"nostalgic", -1, .1, .6, .4, .02}, MoodHabit{"aggressive", .95, .5, 1, 0, .85},
    MoodHabit{"hopeful", .08, .3, .8, .1, .25},  MoodHabit{"groovy", -1, .2, .8, .02, .35},
    MoodHabit{"solemn", .4, 0, .4, .3, .25},     MoodHabit{"sleepy", -1, 0, .3, .9, 0},
    MoodHabit{"elegant", -1, .2, .7, .35, .05},  MoodHabit{"laid-back", -1, 0, .5, .35, .02},
    MoodHabit{"festive", .05, .5, 1, 0, .6},
};

}  // namespace

const MoodHabit& mood_habit(std::string_view mood) {
  const auto* found = std::ranges::find(kMoods, mood, &MoodHabit::name);
  MELISMA_ASSERT(found != kMoods.end());
  return *found;
}

double minor_share(std::span<const std::string_view> moods, double usual) {
  double share = usual;
  for (const std::string_view mood : moods) {
    const double of_mood = mood_habit(mood).minor_share;
    share = of_mood < 0 ? share : of_mood;
  }
  return share;
}

TempoRange tempo_range(std::span<const std::string_view> moods, const TempoRange& style) {
  double low = 0;
  double high = 1;
  for (const std::string_view mood : moods) {
    low = std::max(low, mood_habit(mood).tempo_low);
    high = std::min(high, mood_habit(mood).tempo_high);
  }
  if (low > high) {
    low = high = (low + high) / 2;
  }
  const double width = style.high_bpm - style.low_bpm;
  return {style.low_bpm + low * width, style.low_bpm + high * width};
}

}  // namespace melisma::models
