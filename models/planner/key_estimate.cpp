#include "models/planner/key_estimate.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace melisma::models {

namespace {

using Profile = std::array<double, 12>;

constexpr Profile kMajor{6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88};
constexpr Profile kMinor{6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17};

double correlation(const Profile& heard, const Profile& profile, std::size_t tonic) {
  const double heard_mean = std::accumulate(heard.begin(), heard.end(), 0.0) / 12;
  const double profile_mean = std::accumulate(profile.begin(), profile.end(), 0.0) / 12;
  double product = 0;
  double heard_power = 0;
  double profile_power = 0;
  for (std::size_t i = 0; i < 12; ++i) {
    const double a = heard[(tonic + i) % 12] - heard_mean;
    const double b = profile[i] - profile_mean;
    product += a * b;
    heard_power += a * a;
    profile_power += b * b;
  }
  return heard_power > 0 ? product / std::sqrt(heard_power * profile_power) : 0;
}

}  // namespace

KeyEstimate estimate_key(const audio::Score& score) {
  Profile heard{};
  for (const audio::Note& note : score.notes) {
    if (!note.is_drum()) {
      heard[note.pitch % 12U] +=
          static_cast<double>(std::max<std::int64_t>(note.duration_ticks, 1));
    }
  }
  KeyEstimate best;
  double highest = 0;
  for (std::size_t tonic = 0; tonic < 12; ++tonic) {
    for (const bool minor : {false, true}) {
      const double fit = correlation(heard, minor ? kMinor : kMajor, tonic);
      if (fit > highest) {
        highest = fit;
        best = {static_cast<int>(tonic), minor};
      }
    }
  }
  return best;
}

}  // namespace melisma::models
